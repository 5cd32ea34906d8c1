#!/bin/sh
# SPDX-License-Identifier: MIT
# A file that changes meanwhile is told at once, while it is read, and its sum is not given.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
make_endless endless
echo good >good
echo grows >grows
echo goes >goes
begin --threads 2 endless good grows goes
until_told 'grows: 6 bytes'
printf more >>grows
until_told 'grows: changed meanwhile (+4 bytes)'
rm goes
until_told 'goes: changed meanwhile (-5 bytes)'
: >endless # which is then at its end
ended 1
sums good
complains '1 of 4 summed; '

# The last look comes when all have been read: what has changed just before is told, too.
for _ in 1 2 3 4 5; do
    make_endless endless
    begin --threads 2 endless good
    until_told 'good: 5 bytes'
    : >endless
    ended 1
    sums good
    grep -q '^endless: changed meanwhile (-[0-9]* bytes)$' "$work/err" || fail "the last change was not told"
done
