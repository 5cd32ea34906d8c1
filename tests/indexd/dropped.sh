#!/bin/sh
# SPDX-License-Identifier: MIT
# What time does not suffice for is dropped at the end, and counted.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

python=$(command -v python3) || skip "python3 is missing, which holds the loop up"

mkdir -p "$work/dir/gate" "$work/dir/many"
make_endless "$work/dir/gate/endless"
i=0
while [ $i -lt 8000 ]; do
    : >"$work/dir/many/$i"
    i=$((i + 1))
done
"$python" "$(dirname "$0")/dropped.py" "$program" "$work/dir" || fail "see above"
