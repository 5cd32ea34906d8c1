#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal ends it in the middle, on its loop: workers that read, wait for room or have nothing to do are let go of.
# shellcheck source-path=SCRIPTDIR source=picking.sh
. "$(dirname "$0")/picking.sh"

has_said() {
    end=$(($(date +%s) + limit))
    until grep -q "$1" "$work/err"; do
        kill -0 "$pid" 2>/dev/null || fail "it ended before it said: $1"
        [ "$(date +%s)" -lt "$end" ] || fail "waited $limit s in vain for: $1"
        sleep 0.02
    done
}

# Two files without blocks that take minutes to read.
mkdir "$work/dir"
truncate -s 1T "$work/dir/endless" "$work/dir/endless too" || fail "no sparse file of 1 TB can be made in $work"
: >"$work/dir/short"

for signal in INT TERM; do
    : >"$work/err" # what an earlier one said must not be taken for this one's
    "$program" "--host=$host" --threads 3 "$work/dir" >"$work/out" 2>"$work/err" &
    pid=$!
    has_said '^3 files, '
    kill "-$signal" "$pid"
    status=0
    wait "$pid" || status=$?
    pid=
    is "exit status after SIG$signal" "$status" 130
    complains "weir-pick: interrupted"
    is "what is printed as a result" "$(wc -c <"$work/out")" 0
done
