#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever its user does in the middle, it ends cleanly, and every work that was started has ended.
# shellcheck source-path=SCRIPTDIR source=thumbs.sh
. "$(dirname "$0")/thumbs.sh"

# More than are under way at once beyond the middle, so that works are queued and run then.
make_pictures "$work/dir" 300

# The window is closed: at once, in the middle, near the end.
for percent in 1 10 50; do
    ends_well --threads 4 --at $percent:close "$work/dir"
    says '^[0-9]* of 300 pictures'
    arrived=$(word_before 'of 300 pictures')
    [ "$arrived" -lt 300 ] || fail "it was closed at $percent %, but all have arrived"
    is "works told" "$told" $((arrived + 1))
done

# A picture is viewed, its window is closed, and later the other one.
ends_well --threads 4 --at 5:view --at 10:close --at 90:close "$work/dir"
[ "$(word_before 'of 300 pictures')" -ge 270 ] || fail "it was closed early"

# It is stopped: nothing more arrives, and the window stays until it is done with.
ends_well --threads 4 --at 20:stop --quit-when-done "$work/dir"
arrived=$(word_before 'of 300 pictures')
[ "$arrived" -lt 300 ] || fail "it was stopped, but all have arrived"

# Another folder is opened: the first one's works end, and the second arrives whole.
ends_well --threads 4 --at 30:reopen --quit-when-done "$work/dir"
says '^300 of 300 pictures'
[ "$told" -ge 392 ] || fail "only $told works were told for two folders"

# While the screenshot is taken GTK's loop goes on inside of a task: another folder, or a view, must wait for its end.
make_pictures "$work/few" 20 64 48
for percent in 50 60; do
    ends_well --at $percent:reopen --screenshot "$work/shot.png" "$work/few"
    says '^screenshot at 1[0-9] of 20: '
    says '^20 of 20 pictures'
    [ "$told" -ge 32 ] || fail "only $told works were told for two folders"
    ends_well --at $percent:view --screenshot "$work/shot.png" "$work/few"
    says '^20 of 20 pictures'
done
