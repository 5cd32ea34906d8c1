#!/bin/sh
# SPDX-License-Identifier: MIT
# The sums are those of cksum, in the order of the files, however many threads read them.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
mkdir dir
: >dir/empty
printf a >dir/one
for size in 255 256 32767 32768 32769 1000000; do
    head -c $size "$program" >dir/$size
done
cp "$program" "dir/a name with spaces"

for threads in 1 3 64; do
    ends 0 --threads $threads dir/*
    sums dir/*
    count=$(find dir -type f | wc -l)
    complains "$count of $count summed; "
    tells 'dir/32767: 32767 bytes'
done

# One that is named twice, and far more than there are threads.
many=$(seq -f dir/%g.many 1 300)
for name in $many; do
    echo "$name" >"$name"
done
# shellcheck disable=SC2086 # no name of these has a space
ends 0 $many dir/one dir/one
# shellcheck disable=SC2086
sums $many dir/one dir/one
