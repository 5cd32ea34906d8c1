#!/bin/sh
# SPDX-License-Identifier: MIT
# Every picture of a folder arrives once, whatever the number of threads; what is no picture is left alone.
# shellcheck source-path=SCRIPTDIR source=thumbs.sh
. "$(dirname "$0")/thumbs.sh"

make_pictures "$work/dir" 42
echo "no picture" >"$work/dir/notes.txt"
echo "no ending" >"$work/dir/README"
make_pictures "$work/hidden" 1
mv "$work"/hidden/* "$work/dir/.hidden.jpg"
mkfifo "$work/dir/pipe.png" # to open it would wait for ever

for threads in 1 2 7; do
    ends_well --threads $threads --quit-when-done "$work/dir"
    says '^42 of 42 pictures, 0 broken, [0-9]* frames of the spinner, worst gap [0-9.]* ms$'
    is "works started" "$started" 43 # each picture, and the list
    is "works told" "$told" 43
done

# More than are under way at once: none is lost.
make_pictures "$work/many" 200 64 48
ends_well --threads 4 --quit-when-done "$work/many"
says '^200 of 200 pictures, 0 broken,'

# Folders below count if that is asked for; a link that leads back to itself is no folder.
make_pictures "$work/dir/below/deep" 3
ln -s .. "$work/dir/below/loop"
ends_well --quit-when-done "$work/dir"
says '^42 of 42 pictures'
ends_well --recursive --quit-when-done "$work/dir"
says '^45 of 45 pictures'
