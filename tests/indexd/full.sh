#!/bin/sh
# SPDX-License-Identifier: MIT
# Full is an answer: 503 with Retry-After, and 202 again when there is room.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

# Each of two threads stands in front of what does not end.
mkdir -p "$work/dir/one" "$work/dir/two"
make_endless "$work/dir/one/endless"
make_endless "$work/dir/two/endless"
start --threads 2 --queue 2 "$work/dir"
both_read() {
    answers 200 GET /jobs
    [ "$(grep -c '"running"' "$work/body")" = 2 ]
}
until_true "both threads read" both_read

answers 202 POST '/index?dir=one'
answers 202 POST '/index?dir=one'
answers 503 POST '/index?dir=one' 'too many directories'
grep -Eqi '^retry-after: [1-9][0-9]*' "$work/head" || fail "503 without Retry-After"
answers 200 GET /stats
is "directories that wait" "$(number waiting)" 2

# The service is busy, not ill.
answers 200 GET /healthz '"status":"ok"'

: >"$work/dir/one/endless" # the threads come to the end of it
: >"$work/dir/two/endless"
until_true "all three are indexed" sh -c "[ \"\$(grep -c '^indexed ' '$work/out')\" = 3 ]"
answers 202 POST '/index?dir=one'
stop TERM
