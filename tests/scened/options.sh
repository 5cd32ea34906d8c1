#!/bin/sh
# SPDX-License-Identifier: MIT
# What it cannot start with is said in clear lines, and told apart by the exit status; a second signal ends it.
# options.sh PROGRAM
program=$1
# shellcheck source=tests/program.sh
. "$(dirname "$0")/../program.sh"

ends 2
complains '--host is missing'
complains 'usage: weir-scened'
ends 2 --host=nothing
complains '--host takes one of these, not "nothing"'
complains '--host=headless'
ends 2 --host=headless --nonsense
complains "unrecognized option '--nonsense'"
ends 2 --host=headless more
complains '"more" is no option'
for bad in '' 127.0.0.1 :80 127.0.0.1: 127.0.0.1:65536 127.0.0.1:x '[]:80'; do
    ends 2 --host=headless --listen "$bad"
    complains "--listen takes ADDRESS:PORT, not \"$bad\""
done
for bad in 0 65537 x ''; do
    ends 2 --host=headless --capacity "$bad"
    complains "--capacity takes a number from 1 to 65536, not \"$bad\""
done
ends 2 --host=headless --timeout 0
complains '--timeout takes a number from 1 to 3600, not "0"'
ends 2 --host=headless --files "$work/nothing"
complains "weir-scened: $work/nothing: No such file or directory"

ends 0 --help
says '^usage: weir-scened'
says '--host=headless'
is "what --help says on stderr" "$(wc -c <"$work/err")" 0

begin() {
    serves --host=headless --files "$work" --listen 127.0.0.1:0
}

finish() {
    status=0
    wait "$pid" || status=$?
    pid=
    is "exit status after $1" "$status" "$2"
}

for signal in TERM INT; do
    begin
    kill -USR1 "$pid" # says nothing
    ends 1 --host=headless --listen "${url#http://}"
    complains 'weir-scened: cannot listen: Address already in use'
    kill -"$signal" "$pid"
    finish "$signal" 0
done

# While the UI thread is blocked the first signal waits for it; the second does not.
command -v curl >/dev/null || fail "curl is missing"
begin
curl -s "$url/mcp" -H 'Content-Type: application/json' >"$work/body" -d \
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"sleep_badly","arguments":{"ms":10000,"async":true}}}'
until curl -s "$url/healthz" | grep -q sleep_badly; do
    kill -0 "$pid" 2>/dev/null || fail "it has ended"
done
kill -TERM "$pid"
kill -INT "$pid"
finish "two signals" 1
complains 'ended by a second signal'
