#!/bin/sh
# SPDX-License-Identifier: MIT
# The service counts what find counts, on a directory that nobody made for it.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

dir=/usr/include
files=$(find "$dir" -type f | wc -l)
bytes=$(find "$dir" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum }')

# Through the narrowest queue: a worker that finds no room waits, and nothing is lost.
start --threads 4 --queue 1 "$dir"
wait_indexed
answers 200 GET /stats
is "files through a queue of one" "$(number files)" "$files"
stop TERM
is "refused" "$(word_before refused)" 0

start "$dir"
wait_indexed
grep -q "^indexed $files files, $bytes bytes in " "$work/out" || fail "not $files files, $bytes bytes"
answers 200 GET /stats '"directory":"/usr/include"'
is files "$(number files)" "$files"
is bytes "$(number bytes)" "$bytes"
is unreadable "$(number count)" 0

# Once more: a file that is known is replaced, not counted twice.
answers 202 POST '/index?dir=' '{"accepted":"."}'
until_true "the second indexing is done" sh -c "[ \"\$(grep -c '^indexed ' '$work/out')\" = 2 ]"
answers 200 GET /stats
is "files, indexed twice" "$(number files)" "$files"
is "bytes, indexed twice" "$(number bytes)" "$bytes"

answers 200 GET /metrics "indexd_files $files"
grep -qx 'weir_tasks_dropped_total 0' "$work/body" || fail "metrics: something was dropped"
grep -qi '^content-type: text/plain; version=0.0.4' "$work/head" || fail "metrics: wrong type"
stop TERM
is "tasks" "$accepted" $((2 * files)) # each file twice
