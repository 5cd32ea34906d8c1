#!/bin/sh
# SPDX-License-Identifier: MIT
# What it cannot start with is refused with exit status 2 and a message, and nothing is printed as a result.
# shellcheck source-path=SCRIPTDIR source=picking.sh
. "$(dirname "$0")/picking.sh"

refused() {
    says_what=$1
    shift
    ends 2 "$@"
    complains "$says_what"
    is "what it prints when it refuses $*" "$(wc -c <"$work/out")" 0
}

refused "weir-pick: --host is missing: name one of these"
refused "weir-pick: nosuch: name one of these" --host=nosuch
complains "--host=manual"
refused "weir-pick: $work/nothing: No such file or directory" "--host=$host" "$work/nothing"
: >"$work/file"
refused "weir-pick: $work/file: Not a directory" "--host=$host" "$work/file"
refused "weir-pick: $work/nothing: No such file or directory" "--host=$host" "$work" "$work/nothing"
refused "unrecognized option '--nonsense'" "--host=$host" --nonsense
for bad in 0 65 -1 two 2x ''; do
    refused "--threads takes a number from 1 to 64, not: $bad" "--host=$host" "--threads=$bad" "$work"
done

ends 0 --help
for each in manual libevent glib qt5 qt6; do
    grep -q -- "--host=$each " "$work/out" || fail "--help does not tell of $each"
done
is "what --help says on stderr" "$(wc -c <"$work/err")" 0
