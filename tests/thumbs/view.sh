#!/bin/sh
# SPDX-License-Identifier: MIT
# While one picture is looked at in a modal window, which runs a loop of its own, all the others arrive.
# shellcheck source-path=SCRIPTDIR source=thumbs.sh
. "$(dirname "$0")/thumbs.sh"

make_pictures "$work/dir" 150
ends_well --at 10:view --quit-when-done "$work/dir" # the last one that arrives closes the modal window
says '^150 of 150 pictures'
viewed=$(word_before 'pictures arrived while one was viewed')
[ "${viewed:-0}" -gt 0 ] || fail "none arrived while one was viewed"

# Two wishes to view are one modal window.
ends_well --at 10:view --at 20:view --quit-when-done "$work/dir"
says '^150 of 150 pictures'
