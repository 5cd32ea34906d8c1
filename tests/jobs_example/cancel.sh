#!/bin/sh
# SPDX-License-Identifier: MIT
# An export that is cancelled leaves what it has written, says how much that is, and passes for nothing else.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

side=3000 # far more than a few chunks hold
total=$((side * side + (side - 1) * (side - 1)))

for chunks in 1 3; do
    rm -rf "$work/dir"
    ends 0 --side $side --cancel-after $chunks --rate 0 "$work/dir"
    is "status of the export" "$(status_of export)" cancelled
    [ ! -e "$work/dir/terrain.obj" ] || fail "a part has the name of the whole"

    part=$work/dir/terrain.obj.part
    lines=$(sed -n "s|^    $part: \([0-9]*\) of $total lines in $chunks chunks, .*|\1|p" "$work/out")
    [ "${lines:-0}" -gt 0 ] || fail "it does not say what it has left"
    [ "$lines" -lt "$total" ] || fail "nothing is missing"
    {
        terrain $side "$lines"
        echo "# cut off: $lines of $total lines are here"
    } >"$work/wanted"
    cmp "$work/wanted" "$part" || fail "it has not left what it says"
    says " in $chunks chunks, $(bytes_of "$part") bytes, XXH3 [0-9a-f]\{16\}\$"

    # All the others came to their end.
    is "status of the download" "$(status_of download)" completed
    is "status of the survey" "$(status_of survey)" completed
done

# The next one starts anew, and takes the part away.
ends 0 --side 50 --rate 0 "$work/dir"
terrain 50 | cmp - "$work/dir/terrain.obj" || fail "not the terrain"
[ ! -e "$part" ] || fail "the part is still there"
