#!/bin/sh
# SPDX-License-Identifier: MIT
# Full is an answer: 503 with Retry-After, and 202 again when there is room.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

mkdir "$work/dir" "$work/dir/sub"
make_endless "$work/dir/endless"
start --threads 1 --queue 2 "$work/dir"
until_begun() {
    answers 200 GET /stats
    [ "$(number begun)" = 1 ]
}
until_true "the worker has begun" until_begun

answers 202 POST '/index?dir=sub'
answers 202 POST '/index?dir=sub'
answers 503 POST '/index?dir=sub' 'too many directories'
grep -Eqi '^retry-after: [1-9][0-9]*' "$work/head" || fail "503 without Retry-After"
answers 200 GET /stats
is "directories that wait" "$(number waiting)" 2

# The service is busy, not ill.
answers 200 GET /healthz '"status":"ok"'

: >"$work/dir/endless" # the worker comes to the end of it
until_true "all three are indexed" sh -c "[ \"\$(grep -c '^indexed ' '$work/out')\" = 3 ]"
answers 202 POST '/index?dir=sub'
stop TERM
