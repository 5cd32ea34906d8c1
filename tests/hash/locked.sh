#!/bin/sh
# SPDX-License-Identifier: MIT
# A file that cannot be read is named with its reason and is not in the list; the others are.
# shellcheck source-path=SCRIPTDIR source=hash.sh
. "$(dirname "$0")/hash.sh"

dir=$work/dir
make_files "$dir" 20 100k
(cd "$dir" && sha256sum 00*) | grep -v 0007.dat >"$work/want"

mkfifo "$work/hold"
timeout "$limit" wine "$lock" "$(windows "$dir/0007.dat")" <"$work/hold" >"$work/locked" &
pid=$!
exec 3>"$work/hold"
wait_for "the lock" grep -q locked "$work/locked"

ends 1 --save "$(windows "$work/sums")" "$(windows "$dir")"
complains "$name: 0007.dat: "
is "lines on stderr" "$(wc -l <"$work/err")" 1
says '^20 of 20 files, [0-9]* bytes, 1 failed$'
adds_up
cmp "$work/want" "$work/sums" || fail "the list of the others is another one"

exec 3>&-
status=0
wait "$pid" || status=$?
pid=
is "exit status of lock" "$status" 0

# When it is free again, all can be read.
ends_well --save "$(windows "$work/sums")" "$(windows "$dir")"
says '^20 of 20 files, [0-9]* bytes, 0 failed$'

# For root there is no file that must not be read.
[ "$(id -u)" != 0 ] || exit 0
chmod 0 "$dir/0003.dat"
mkdir "$dir/closed"
chmod 0 "$dir/closed"
ends 1 --quit-when-done "$(windows "$dir")"
chmod 700 "$dir/closed"
complains "$name: 0003.dat: "
says ' 2 failed$'
adds_up
