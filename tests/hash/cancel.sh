#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever its user does in the middle, it ends cleanly, and every task that was posted has ended.
# shellcheck source-path=SCRIPTDIR source=hash.sh
. "$(dirname "$0")/hash.sh"

# More than twice what may wait for the list: at half of them there is always something left to do.
make_files "$work/dir" 1000 100k
dir=$(windows "$work/dir")

# is_early: not all have ended.
is_early() {
    count=$(word_before 'of 1000 files')
    [ "${count:-1000}" -lt 1000 ] || fail "it was ended in the middle, but ${count:-not one} of 1000 files were done"
}

# The window is closed: at once, in the middle, near the end.
for percent in 1 25 50; do
    ends_well --threads 4 --at $percent:close "$dir"
    is_early
done

# It is stopped: nothing more is hashed, and the window stays until it is done with.
ends_well --threads 4 --at 20:stop --quit-when-done "$dir"
is_early

# The list of what has been hashed until then is not written: it would look like the list of all.
ends_well --threads 4 --at 20:stop --save "$(windows "$work/sums")" "$dir"
is_early
[ ! -e "$work/sums" ] || fail "half a list was written"

# It begins anew: the first tasks end, and then all files are hashed.
ends_well --threads 4 --at 30:reopen --quit-when-done "$dir"
says '^1000 of 1000 files'

# Under a box it goes on to its end, and is closed in the middle.
ends_well --threads 4 --at 10:about --quit-when-done "$dir"
says '^1000 of 1000 files'
[ "$(word_before 'files under a box')" -gt 0 ] || fail "none ended under the box"
ends_well --threads 4 --at 10:about --at 50:close "$dir"
is_early

# In the middle of a file that would take an hour.
truncate -s 400G "$work/dir/0000.dat"
for how in stop close; do
    ends_well --threads 2 --at 10:$how --quit-when-done "$dir"
    count=$(word_before 'of 1001 files')
    [ "${count:-1001}" -lt 1001 ] || fail "it was ended, but all files were done"
done
