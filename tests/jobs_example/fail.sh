#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot be written fails with the reason, in the table and in the exit status; the others go on.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

mkdir -p "$work/dir/terrain.obj.part"
ends 1 --side 9 --rate 0 "$work/dir"
is "status of the export" "$(status_of export)" failed
says "^export: failed; cannot write $work/dir/terrain.obj.part: Is a directory\$"
is "status of the download" "$(status_of download)" completed
cmp "$program" "$work/dir/download.bin" || fail "not what was served"

rmdir "$work/dir/terrain.obj.part"
rm "$work/dir/download.bin"
mkdir "$work/dir/download.bin"
ends 1 --side 9 --rate 0 "$work/dir"
is "status of the export" "$(status_of export)" completed
is "status of the download" "$(status_of download)" failed
says "^download: failed; cannot rename $work/dir/download.bin: Is a directory\$"
[ ! -e "$work/dir/download.bin.part" ] || fail "a part of the download is left"

# A disk that is full: a chunk is lost, the job says so, and there is no terrain.obj.
rm -r "$work/dir"
mkdir "$work/dir"
ln -s /dev/full "$work/dir/terrain.obj.part"
ends 1 --side 900 --rate 0 "$work/dir"
says "^export: failed; cannot write $work/dir/terrain.obj.part: No space left on device\$"
[ ! -e "$work/dir/terrain.obj" ] || fail "what could not be written is there"
