#!/bin/sh
# SPDX-License-Identifier: MIT
# On a signal it closes though much is left to do, and every task that was accepted has ended.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

mkdir "$work/dir"
make_endless "$work/dir/endless"

begun() {
    answers 200 GET /stats
    [ "$(number begun)" = 1 ]
}

# In the middle of a file that does not end, with requests waiting.
for signal in TERM INT; do
    start --threads 2 --drain-seconds 60 "$work/dir"
    until_true "a worker has begun" begun
    answers 202 POST '/index?dir=.'
    answers 202 POST '/index?dir=.'
    stop "$signal"
    is "tasks dropped with time to spare" "$dropped" 0
    ! grep -q '^indexed' "$work/out" || fail "it says that what was given up is indexed"
done

# Amid results, through a queue of two so that the workers stand waiting for room.
for seconds in 0 60; do
    start --threads 4 --queue 2 --drain-seconds "$seconds" /usr/include
    some() {
        answers 200 GET /stats
        [ "$(number files)" -gt 10 ]
    }
    until_true "some are indexed" some
    stop TERM
    [ "$accepted" -gt 10 ] || fail "only $accepted accepted"
    [ "$seconds" = 0 ] || is "tasks dropped with time to spare" "$dropped" 0
done

# The port is free again at once.
port=${url##*:}
: >"$work/out"
"$program" --listen "127.0.0.1:$port" "$work/dir" >"$work/out" 2>"$work/err" &
pid=$!
until_true "it listens again" has_said "^listening on http://127\.0\.0\.1:$port$"
stop TERM
