#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal cancels all, what runs and what waits, and it ends at once.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
make_endless endless
echo good >good
for signal in INT TERM; do
    begin --threads 2 good endless endless endless
    until_told 'good: 5 bytes'
    kill "-$signal" "$pid"
    ended 130
    sums good
    is "cancelled" "$(grep -c '^endless: cancelled ' "$work/err")" 3
    complains '1 of 4 summed; '
    ! grep -v -e '^good: ' -e '^endless: ' -e '^1 of 4 summed; ' -e 'held the loop for' "$work/err" ||
        fail "something else on stderr" # a busy machine holds it longer than a turn
done
