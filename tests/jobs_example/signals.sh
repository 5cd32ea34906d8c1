#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal ends it in the middle: every job is cancelled and says so, and what has been written is marked as a part.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

has_said() {
    end=$(($(date +%s) + limit))
    until grep -q "$1" "$work/out"; do
        kill -0 "$pid" 2>/dev/null || fail "it ended before it said: $1"
        [ "$(date +%s)" -lt "$end" ] || fail "waited $limit s in vain for: $1"
        sleep 0.02
    done
}

for signal in INT TERM; do
    rm -rf "$work/dir"
    : >"$work/out" # what an earlier one said must not be taken for this one's
    # More than can be downloaded while this waits, and more than can be written.
    "$program" --side 4000 --rate 1 --json "$work/table.json" "$work/dir" </dev/null >"$work/out" 2>"$work/err" &
    pid=$!
    has_said 'running  *export terrain'
    has_said 'running  *download /file'
    kill "-$signal" "$pid"
    status=0
    wait "$pid" || status=$?
    pid=
    is "exit status after SIG$signal" "$status" 130
    ! grep -v 'held the loop for' "$work/err" || fail "something on stderr" # a busy machine holds it longer than a turn
    is "status of the export" "$(status_of export)" cancelled
    is "status of the download" "$(status_of download)" cancelled
    says 'completed  *wait for all of these'
    grep -q '"cancelled"' "$work/table.json" || fail "the JSON was not written"
    [ ! -e "$work/dir/download.bin" ] || fail "a download that did not end is there"
    [ ! -e "$work/dir/download.bin.part" ] || fail "a part of a download is left"
    if [ -e "$work/dir/terrain.obj.part" ]; then
        tail -n 1 "$work/dir/terrain.obj.part" | grep -q '^# cut off: ' || fail "the part does not say that it is one"
    fi
    [ ! -e "$work/dir/terrain.obj" ] || fail "a part has the name of the whole"
done
