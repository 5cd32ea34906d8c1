#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot be decoded is counted and shown as such; it stops nothing.
# shellcheck source-path=SCRIPTDIR source=thumbs.sh
. "$(dirname "$0")/thumbs.sh"

make_pictures "$work/dir" 12
cd "$work/dir"
: >empty.jpg
echo "this is no picture" >text.png
head -c 100 ./001*.jpg >head.jpg
ln -s nowhere dangling.png         # no file: left out
printf 'P6\n30000 30000\n255\nabc' >huge.ppm # 900 million pixels in a small file
printf '\377\330\377\340' >marker.jpeg
cd "$work"

ends_well --quit-when-done "$work/dir"
says '^17 of 17 pictures, 5 broken,'

# Nothing but broken ones.
mkdir "$work/bad"
for i in 1 2 3; do
    echo "this is no picture" >"$work/bad/$i.png"
done
ends_well --quit-when-done "$work/bad"
says '^3 of 3 pictures, 3 broken,'

# A name may hold any bytes, and what looks like markup is a name.
odd=$(printf '<b>&\377.png')
mv "$work/bad/1.png" "$work/bad/$odd"
ends_well --quit-when-done "$work/bad"
says '^3 of 3 pictures, 3 broken,'

# To look at a broken one is no mistake either.
ends_well --at 50:view --quit-when-done "$work/bad"
