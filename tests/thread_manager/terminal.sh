#!/bin/sh
# SPDX-License-Identifier: MIT
# In a terminal there is a bar for what runs, redrawn in its place below the lines, and nothing of it is left at the end.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

python=$(command -v python3) || skip "python3 is missing, which plays the terminal"
here=$(cd "$(dirname "$0")" && pwd)
cd "$work"
make_endless endless
truncate -s 32M middle
"$python" "$here/terminal.py" "$program" "$limit" >"$work/out" 2>&1 || fail "see above"
