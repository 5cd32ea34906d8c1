#!/bin/sh
# SPDX-License-Identifier: MIT
# Files are hashed while a menu is open and while a message box is, both of which run loops of Windows' own.
# shellcheck source-path=SCRIPTDIR source=hash.sh
. "$(dirname "$0")/hash.sh"

box_is_there() {
    box=$(xdotool search --onlyvisible --name '^About weir-win32-hash$' 2>/dev/null) && [ -n "$box" ]
}

box_is_gone() {
    ! box_is_there
}

make_files "$work/dir" 3000 2M
begin "$program" --threads 2 --quit-when-done "$(windows "$work/dir")"

xdotool key alt+h
goes_on "while the menu is open"
goes_on "while the menu is open"
xdotool key a
wait_for "the message box" box_is_there
goes_on "under the message box"
goes_on "under the message box"
goes_on "under the message box"
box_is_there || fail "the message box has gone by itself"
xdotool key Return
wait_for "the end of the message box" box_is_gone
goes_on "after it"

stops
boxed=$(word_before 'files under a box')
[ "${boxed:-0}" -ge 6 ] || fail "only ${boxed:-0} files ended under the message box"
