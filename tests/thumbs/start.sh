#!/bin/sh
# SPDX-License-Identifier: MIT
# What it cannot start with is said in a clear line, and told apart by the exit status.
# shellcheck source-path=SCRIPTDIR source=thumbs.sh
. "$(dirname "$0")/thumbs.sh"

ends 2 "$work/nothing"
complains "$name: cannot open the folder: "
complains "$work/nothing"
is "lines about a FOLDER that is not there" "$(wc -l <"$work/err")" 1
: >"$work/file.png"
ends 2 "$work/file.png"
complains "Not a directory"

mkdir "$work/empty"
: >"$work/empty/notes.txt"
ends 2 --quit-when-done "$work/empty"
complains "$name: $work/empty: there are no pictures in it"
says '^0 of 0 pictures, 0 broken,'
adds_up
ends 2 --screenshot "$work/shot.png" "$work/empty"
[ ! -e "$work/shot.png" ] || fail "a screenshot of nothing"

ends 2 --nonsense "$work"
complains "Unknown option --nonsense"
ends 2 "$work" "$work/file.png"
complains "only one FOLDER, not also $work/file.png"
ends 2 --threads 65 "$work"
ends 2 --threads -1 "$work"
ends 2 --threads two "$work"
for bad in '' 50 0:close 100:close -1:close x:close 50:nothing 50: :close; do
    ends 2 --at "$bad" "$work"
    complains "--at takes PERCENT:ACTION"
done

ends 0 --help
says '^ *weir-gtk3*-thumbs \[OPTION'
is "what --help says on stderr" "$(wc -c <"$work/err")" 0

# No display is no mistake of the command line.
unset DISPLAY WAYLAND_DISPLAY
ends 1 "$work"
complains "$name: cannot open a window: there is no display"
