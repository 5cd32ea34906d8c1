#!/bin/sh
# SPDX-License-Identifier: MIT
# Behind a window as without one: what an agent asks for is there afterwards, the window's own beat goes on, and SIGTERM
# ends it well.
#
#   host.sh PROGRAM HOST
program=$1 host=$2
# shellcheck source-path=SCRIPTDIR source=../../program.sh
. "$(dirname "$0")/../../program.sh"

serves --host="$host" --listen 127.0.0.1:0

# call TOOL ARGUMENTS: its answer is in body.
call() {
    curl -sS --fail --max-time "$limit" -H 'Content-Type: application/json' \
        -H 'Accept: application/json, text/event-stream' -o "$work/body" "$url/mcp" \
        -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"$1\",\"arguments\":$2}}" ||
        fail "$1 is not answered"
    grep -q '"isError":false' "$work/body" || fail "$1 has failed"
}

# beats: how often the host's own timer has fired.
beats() {
    call viewport_status '{}'
    sed -n 's/.*"structuredContent":.*"beats":\([0-9]*\).*/\1/p' "$work/body"
}

call create_object '{"kind":"sphere","name":"lighthouse","x":1,"y":2,"z":3}'
call list_objects '{}'
grep -q '"structuredContent":.*"name":"lighthouse"' "$work/body" || fail "the object is not listed"

# More than is drawn in full, asked for faster than it is drawn.
i=0
while [ $i -lt 40 ]; do
    printf 'next\nurl = "%s/mcp"\nsilent\nfail\noutput = "%s/made"\n' "$url" "$work"
    printf 'header = "Content-Type: application/json"\nheader = "Accept: application/json, text/event-stream"\n'
    printf 'data = "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":%d,\\"method\\":\\"tools/call\\",\\"params\\":{' $i
    printf '\\"name\\":\\"create_object\\",\\"arguments\\":{\\"kind\\":\\"sphere\\",\\"x\\":%d}}}"\n' $i
    i=$((i + 1))
done | sed 1d >"$work/many"
curl --max-time "$limit" --config "$work/many" || fail "one of many was refused"
call list_objects '{}'
grep -q '"structuredContent":.*"count":41' "$work/body" || fail "not all of them are listed"

first=$(beats)
i=0
until [ "$(beats)" -gt "$first" ]; do
    i=$((i + 1))
    [ $i -lt $((limit * 10)) ] || fail "its timer does not fire"
    sleep 0.1
done
grep -q "\"structuredContent\":.*\"host\":\"$host\"" "$work/body" || fail "another host"

kill -TERM "$pid"
status=0
wait "$pid" || status=$?
pid=
is "exit status after SIGTERM" "$status" 0
says ' 0 foreign$'
! grep 'weir' "$work/err" || fail "it complains"
