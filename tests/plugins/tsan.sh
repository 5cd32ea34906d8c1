#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a program under ThreadSanitizer, and again where that broke before it could judge: while a toolkit loads modules,
# a thread that starts may find a wild size for its own storage, and "ThreadSanitizer failed to allocate" some hundred
# terabytes. What it did judge stands.
#
#   tsan.sh PROGRAM [ARGUMENTS]
set -u

log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
for run in 1 2 3; do
    "$@" >"$log" 2>&1
    status=$?
    cat "$log"
    if [ $status -eq 0 ] || grep -q 'WARNING: ThreadSanitizer' "$log" ||
        ! grep -q 'ERROR: ThreadSanitizer failed to allocate' "$log"; then
        exit "$status"
    fi
    echo "run $run: ThreadSanitizer itself broke"
done
exit "$status"
