#!/bin/sh
# SPDX-License-Identifier: MIT
# Everything is answered while files are being read, to many clients at once.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

python=$(command -v python3) || skip "python3 is missing, which plays the rude clients"

mkdir -p "$work/dir/a" "$work/dir/b"
i=0
while [ $i -lt 2000 ]; do
    : >"$work/dir/a/file-$i"
    i=$((i + 1))
done
make_endless "$work/dir/b/endless"
start --threads 2 --queue 64 --budget-ms 1 "$work/dir"

all_but_one() {
    answers 200 GET /stats '"active":true'
    [ "$(number files)" = 2000 ]
}
until_true "all that can be read is indexed" all_but_one
answers 200 GET /healthz '"status":"ok"'
answers 200 GET '/find?name=file-1999' '"count":1'
answers 200 GET /metrics 'indexd_files 2000'

# As many searches at once as may wait: none is refused, and each has the right answer.
config=$work/urls
i=0
while [ $i -lt 60 ]; do
    printf 'url = "%s/find?name=file-%d&limit=1"\noutput = "%s/found-%d"\n' "$url" $i "$work" $i
    i=$((i + 1))
done >"$config"
curl -sS --fail --max-time "$limit" --parallel --parallel-max 60 -K "$config" || fail "one was refused"
i=0
while [ $i -lt 60 ]; do
    grep -qF "\"path\":\"a/file-$i" "$work/found-$i" || fail "search $i found something else"
    i=$((i + 1))
done

# Clients that ask and do not wait for the answer harm nobody.
"$python" "$(dirname "$0")/rude.py" "$url" || fail "rude clients"
answers 200 GET /healthz '"status":"ok"'
! grep -q '^indexed' "$work/out" || fail "nothing can be done yet"
stop TERM
