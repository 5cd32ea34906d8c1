#!/bin/sh
# SPDX-License-Identifier: MIT
# The status of a job is written in states.c and nowhere else, so that no transition can be made that its table does not
# have. Not a check of the table.
#
#   states.sh TREE
set -u

cd "$1" || exit 1
written=$(grep -nE '(->|\.)status *([-+|&^]?=[^=]|\+\+|--)|&[a-z]+(->|\.)status\b' core/src/jobs/*.c | grep -v '^core/src/jobs/ask.c:[0-9]*: *\.status = (enum')
others=$(printf '%s\n' "$written" | grep -v '^core/src/jobs/states.c:' | grep .)
if [ -n "$others" ]; then
    printf '%s\n' "$others"
    echo "a status is written by job_move in states.c only"
    exit 1
fi
count=$(printf '%s\n' "$written" | grep -c '^core/src/jobs/states.c:')
echo "$count writer of a status"
[ "$count" -eq 1 ]
