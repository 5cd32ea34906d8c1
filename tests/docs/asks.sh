#!/bin/sh
# SPDX-License-Identifier: MIT
# The lines of curl on a page, asked of a server that is started for them: each line is answered, and the answers have
# what a file says, a line each. One whose tool "leave" is not called is ended by SIGTERM.
# asks.sh PAGE ANSWERS PROGRAM [ARGUMENT...]
page=$1
answers=$2
program=$3
shift 3
# shellcheck source=tests/program.sh
. "$(dirname "$0")/../program.sh"

cd "$work"
serves "$@"
awk '/^curl/ { on = 1 } on { print } on && !/\\$/ { on = 0 }' "$page" | sed "s,http://127.0.0.1:8765,$url,; s/^curl/echo; curl/" >"$work/lines"
[ -s "$work/lines" ] || fail "the page has no line of curl"
timeout "$limit" sh -e "$work/lines" >"$work/body" || fail "a line of the page failed"
while read -r answer; do
    grep -qF -- "$answer" "$work/body" || fail "the answers lack: $answer"
done <"$answers"

grep -q '"name":"leave"' "$work/lines" || kill -TERM "$pid"
status=0
wait "$pid" || status=$?
pid=
is "exit status" "$status" 0
