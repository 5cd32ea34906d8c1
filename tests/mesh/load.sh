#!/bin/sh
# SPDX-License-Identifier: MIT
# Every vertex and face of a file arrives, the window goes on painting meanwhile, and a picture is taken in the middle.
# shellcheck source-path=SCRIPTDIR source=meshes.sh
. "$(dirname "$0")/meshes.sh"

ends 0 --make "$work/knot.obj" 60000
vertices=$(grep -c '^v ' "$work/knot.obj")
faces=$(grep -c '^f ' "$work/knot.obj")
[ "$faces" -gt 50000 ] || fail "only $faces faces were made"

# arrived: all of it did, and no chunk was lost.
arrived() {
    is vertices "$(word_before vertices)" "$vertices"
    is faces "$(word_before faces)" "$faces"
    is "chunks run" "$(word_before run)" "$(word_before 'chunks posted')"
    is "chunks dropped" "$(word_before dropped)" 0
}

ends 0 --quit-when-done "$work/knot.obj"
arrived
# Were all chunks put in at once, there would be a frame or two.
[ $(($(word_before 'frames meanwhile') * 60)) -ge "$(word_before 'chunks posted')" ] || fail "it hardly painted"

ends 0 --screenshot "$work/picture.png" "$work/knot.obj"
arrived
percent=$(sed -n 's/.*: at \([0-9]*\) %, .*/\1/p' "$work/out")
case $percent in
[1-9] | [1-9][0-9]) ;;
*) fail "the picture was taken at $percent %" ;;
esac
pictured=$(sed -n 's/.* and \([0-9]*\) faces$/\1/p' "$work/out")
[ "$pictured" -lt "$faces" ] || fail "all faces were there when the picture was taken"

# A PNG: its first 8 bytes, its header with 1000 x 650, its end.
bytes() {
    od -An -v -tx1 | tr -d ' \n'
}
is "the picture's beginning" "$(head -c 24 "$work/picture.png" | bytes)" \
    89504e470d0a1a0a0000000d49484452000003e80000028a
is "the picture's end" "$(tail -c 12 "$work/picture.png" | bytes)" 0000000049454e44ae426082

# A file that is whole before anything can be seen of it has no middle: then there is no picture, and it says so.
printf 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n' >"$work/small.obj"
ends 1 --screenshot "$work/none.png" "$work/small.obj"
grep -q 'none.png: the file was loaded before a picture could be taken' "$work/err" || fail "no reason"
[ ! -e "$work/none.png" ] || fail "a picture of a file that is loaded"

ends 1 --screenshot "$work/no folder/picture.png" "$work/knot.obj"
grep -q 'picture.png: it cannot be written' "$work/err" || fail "no reason"

# What the format allows: every form of a corner, numbers from the end, polygons, other lines, and CR LF.
printf '# all forms\r\nmtllib x.mtl\no thing\nvt 0 0\nvn 0 0 1\n' >"$work/forms.obj"
printf 'v 0 0 0\nv\t1e0 +0 -0.0 1\n  v 1 1 .5 .1 .2 .3\r\nv 0 1 0' >>"$work/forms.obj"
printf '\nf 1 2 3\nf 1/1 2/1 3/1\nf 1//1 2//1 4//1\nf 1/1/1 2/1/1 3/1/1\r\nf -4 -3 -2 -1\ns off\nf\t1 3  4' >>"$work/forms.obj"
ends 0 --quit-when-done "$work/forms.obj"
is vertices "$(word_before vertices)" 4
is faces "$(word_before faces)" 6

# Coordinates as large and as small as they come: they are shown, somewhere.
printf 'v 3e38 -3e38 3e38\nv -3e38 3e38 0\nv 1e-38 0 0\nf 1 2 3\n' >"$work/huge.obj"
printf 'v 1e-38 0 0\nv 0 1e-38 0\nv 0 0 1e-38\nf 1 2 3\nf 1 1 1\n' >"$work/tiny.obj"
printf 'v 7 7 7\nf 1 1 1\n' >"$work/point.obj"
for extreme in huge tiny point; do
    ends 0 --quit-when-done "$work/$extreme.obj"
done
