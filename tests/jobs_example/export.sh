#!/bin/sh
# SPDX-License-Identifier: MIT
# An export that comes to its end is the whole file, in many chunks or in one, and its size and checksum are said.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

# whole SIDE XXH3: the checksum is what libxxhash alone says of what awk writes.
whole() {
    ends 0 --side "$1" --rate 0 "$work/dir"
    is "status of the export" "$(status_of export)" completed
    terrain "$1" >"$work/wanted"
    cmp "$work/wanted" "$work/dir/terrain.obj" || fail "not the terrain of side $1"
    lines=$(wc -l <"$work/wanted")
    says "^    $work/dir/terrain\.obj: $lines of $lines lines in [1-9][0-9]* chunks, $(bytes_of "$work/wanted") bytes, XXH3 $2\$"
    [ ! -e "$work/dir/terrain.obj.part" ] || fail "a part is left"
}

whole 2 71fca5ddf32d7901
whole 3 bca635be7c7dc2af
whole 301 18c4dd742c7c57aa

# One that takes many turns, instead of the one that was there.
whole 1000 be792207755f0970
[ "$(word_before chunks)" -gt 3 ] || fail "it was not cut in chunks"
