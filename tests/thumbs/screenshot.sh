#!/bin/sh
# SPDX-License-Identifier: MIT
# The picture of the window is a PNG, taken when some have arrived and some have not.
# shellcheck source-path=SCRIPTDIR source=thumbs.sh
. "$(dirname "$0")/thumbs.sh"

# As wide and as high as the file says: bytes 16 to 23 of a PNG.
png_number() {
    od -An -tu1 -j "$1" -N 4 "$work/shot.png" | {
        read -r a b c d
        echo $(((a << 24) + (b << 16) + (c << 8) + d))
    }
}

for count in 2 5 30; do
    rm -rf "$work/dir" "$work/shot.png"
    make_pictures "$work/dir" $count
    ends_well --screenshot "$work/shot.png" "$work/dir"
    says "^$count of $count pictures, 0 broken,"
    at=$(sed -n "s/^screenshot at \([0-9]*\) of $count: .*/\1/p" "$work/out")
    if [ "${at:-0}" -le 0 ] || [ "$at" -ge "$count" ]; then
        fail "it was taken at ${at:-no} of $count"
    fi
    is "the signature" "$(od -An -tx1 -N 8 "$work/shot.png" | tr -d ' ')" 89504e470d0a1a0a
    is "the end of the file" "$(tail -c 8 "$work/shot.png" | od -An -tx1 | tr -d ' ')" 49454e44ae426082
    [ "$(png_number 16)" -ge 600 ] || fail "it is only $(png_number 16) pixels wide"
    [ "$(png_number 20)" -ge 400 ] || fail "it is only $(png_number 20) pixels high"
done

# Where it cannot be written it says so, and still loads all.
ends 1 --screenshot "$work/nowhere/shot.png" "$work/dir"
complains "$name: $work/nowhere/shot.png: "
says '^30 of 30 pictures'
adds_up
