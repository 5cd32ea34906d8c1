#!/bin/sh
# SPDX-License-Identifier: MIT
# The program of docs/agents.md, asked what the page asks it: each answer is a result, and the last ends it.
# agents.sh PROGRAM PAGE
program=$1
page=$2
# shellcheck source=tests/program.sh
. "$(dirname "$0")/../program.sh"

"$program" 0 >"$work/out" 2>"$work/err" &
pid=$!
waited=0
while ! grep -q '^listening on ' "$work/out"; do
    kill -0 "$pid" 2>/dev/null || fail "it has ended"
    waited=$((waited + 1))
    [ "$waited" -lt $((limit * 10)) ] || fail "it does not listen"
    sleep 0.1
done
url=$(sed -n 's/^listening on //p' "$work/out")

sed -n '/^```sh$/,/^```$/{/^```/!p}' "$page" | sed "s,http://127.0.0.1:8765,$url,; s/^curl/echo; curl/" >"$work/lines"
timeout "$limit" sh "$work/lines" >"$work/body" || fail "a line of the page's shell failed"
is "number of lines asked" "$(grep -c curl "$work/lines")" 5
for answer in '"structuredContent":{"brightness":80},"isError":false' '"status":"pending"},"isError":false' \
    '"description":"fade"' '"status":"ok"' '"id":4,"result"'; do
    grep -qF -- "$answer" "$work/body" || fail "the answers lack: $answer"
done
status=0
wait "$pid" || status=$?
pid=
is "exit status" "$status" 0
