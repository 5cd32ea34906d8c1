#!/bin/sh
# SPDX-License-Identifier: MIT
# What it cannot start with is said in a clear line.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

# refused SENTENCE ARGUMENT...
refused() {
    sentence=$1
    shift
    ends 2 "$@"
    complains "weir-thread-manager: $sentence"
    complains 'usage: weir-thread-manager [options] FILE...'
    is "bytes on stdout" "$(wc -c <"$work/out")" 0
}

refused 'FILE is missing'
refused 'FILE is missing' --conflict
refused "unrecognized option '--nonsense'" --nonsense "$program"
for bad in 0 65 -1 two 2x 99999999999999999999 ''; do
    refused "--threads takes a number from 1 to 64, not \"$bad\"" --threads "$bad" "$program"
done
refused '--timeout takes a number from 1 to 3600000, not "0"' --timeout 0 "$program"
refused '--cancel takes a number from 1 to 1000000, not "first"' --cancel first "$program"
refused '--cancel counts the FILEs from 1 on, and there are fewer' --cancel 2 "$program"
refused "option '--timeout' requires an argument" "$program" --timeout

ends 0 --help
says '^usage: weir-thread-manager \[options\] FILE\.\.\.$'
is "what --help says on stderr" "$(wc -c <"$work/err")" 0
