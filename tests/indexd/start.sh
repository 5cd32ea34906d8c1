#!/bin/sh
# SPDX-License-Identifier: MIT
# What it cannot start with is said in clear lines, and told apart by the exit status.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

ends 2 "$work/nothing"
complains "weir-indexd: $work/nothing: No such file or directory"
is "lines about a DIR that does not exist" "$(wc -l <"$work/err")" 1
: >"$work/file"
ends 2 "$work/file"
complains "weir-indexd: $work/file: Not a directory"

ends 2
complains 'DIR is missing'
complains 'usage: weir-indexd'
ends 2 "$work" "$work"
complains 'only one DIR'
ends 2 --nonsense "$work"
complains "unrecognized option '--nonsense'"
complains 'usage: weir-indexd'
ends 2 --threads
for bad in 0 65 -1 two 2x ''; do
    ends 2 --threads "$bad" "$work"
    complains "--threads takes a number from 1 to 64, not \"$bad\""
done
ends 2 --queue 0 "$work"
ends 2 --budget-ms 0 "$work"
ends 2 --drain-seconds x "$work"
for bad in '' 127.0.0.1 :80 127.0.0.1: 127.0.0.1:65536 127.0.0.1:x '[]:80'; do
    ends 2 --listen "$bad" "$work"
    complains "--listen takes ADDRESS:PORT, not \"$bad\""
done

ends 0 --help
grep -q '^usage: weir-indexd' "$work/out" || fail "--help does not say how it is used"
is "what --help says on stderr" "$(wc -c <"$work/err")" 0

# A port that is taken is no mistake of the command line.
mkdir "$work/dir"
start "$work/dir"
status=0
timeout "$limit" "$program" --listen "${url#http://}" "$work/dir" >"$work/out2" 2>"$work/err2" ||
    status=$?
is "exit status with a port that is taken" "$status" 1
grep -qx 'weir-indexd: cannot listen: Address already in use' "$work/err2" || fail "no reason"
stop TERM
