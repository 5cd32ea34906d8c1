#!/bin/sh
# SPDX-License-Identifier: MIT
# Files are hashed while the window is dragged by its title bar, which runs a loop of Windows' own. Here it does: windows
# lie in a desktop of Wine's.
# shellcheck source-path=SCRIPTDIR source=hash.sh
. "$(dirname "$0")/hash.sh"

# place: where its top left corner is.
place() {
    xdotool getwindowgeometry --shell "$window" | sed -n 's/^\([XY]=[-0-9]*\)$/\1/p'
}

is_elsewhere() {
    [ "$(place)" != "$1" ]
}

make_files "$work/dir" 3000 2M
begin "$program" --threads 2 --quit-when-done "$(windows "$work/dir")"

X=0 Y=0
eval "$(place)"
xdotool mousemove --sync $((X + 400)) $((Y + 13))
goes_on "before the drag"
from=$(ended)
trap 'xdotool mouseup 1; clean_up' EXIT # the display outlives this test
xdotool mousedown 1
step=0
while [ $step -lt 6 ]; do
    step=$((step + 1))
    at=$(place)
    xdotool mousemove_relative --sync 12 8
    wait_for "the window to move" is_elsewhere "$at"
    goes_on "while the window is dragged"
done
to=$(ended)
xdotool mouseup 1
[ "$to" -ge $((from + 12)) ] || fail "only $((to - from)) files ended between mouse down and mouse up"
goes_on "after the drag"

stops
dragged=$(word_before 'files while the window was dragged')
[ "${dragged:-0}" -ge 10 ] || fail "only ${dragged:-0} files ended while it was dragged"
echo "$((to - from)) files between mouse down and mouse up, $dragged by the program's own count"
