#!/bin/sh
# SPDX-License-Identifier: MIT
# The picture of the window is a PNG, taken when some files have ended and some have not.
# shellcheck source-path=SCRIPTDIR source=hash.sh
. "$(dirname "$0")/hash.sh"

# As wide and as high as the file says: bytes 16 to 23 of a PNG.
png_number() {
    od -An -tu1 -j "$1" -N 4 "$work/shot.png" | {
        read -r a b c d
        echo $(((a << 24) + (b << 16) + (c << 8) + d))
    }
}

shot=$(windows "$work/shot.png")
for count in 2 5 60; do
    rm -rf "$work/dir" "$work/shot.png"
    make_files "$work/dir" $count 2M
    ends_well --screenshot "$shot" "$(windows "$work/dir")"
    says "^$count of $count files, [0-9]* bytes, 0 failed$"
    at=$(sed -n "s/^screenshot at \([0-9]*\) of $count files$/\1/p" "$work/out")
    if [ "${at:-0}" -le 0 ] || [ "$at" -ge "$count" ]; then
        fail "it was taken at ${at:-no} of $count files"
    fi
    is "the signature" "$(od -An -tx1 -N 8 "$work/shot.png" | tr -d ' ')" 89504e470d0a1a0a
    is "the end of the file" "$(tail -c 8 "$work/shot.png" | od -An -tx1 | tr -d ' ')" 49454e44ae426082
    [ "$(png_number 16)" -ge 900 ] || fail "it is only $(png_number 16) pixels wide"
    [ "$(png_number 20)" -ge 500 ] || fail "it is only $(png_number 20) pixels high"
    [ "$(wc -c <"$work/shot.png")" -ge 5000 ] || fail "there is hardly anything on it"
done

# Where it cannot be written it says so, and still hashes all.
ends 1 --screenshot "$(windows "$work/nowhere/shot.png")" "$(windows "$work/dir")"
complains "$name: $(windows "$work/nowhere/shot.png"): "
says '^60 of 60 files'
adds_up
