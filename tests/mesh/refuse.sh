#!/bin/sh
# SPDX-License-Identifier: MIT
# What is wrong with a file or a command line is said, with the number of the line; nothing of it is a crash.
# shellcheck source-path=SCRIPTDIR source=meshes.sh
. "$(dirname "$0")/meshes.sh"

# broken REASON TEXT: a file whose third line is wrong is refused with that line and a reason; what stands before stays.
broken() {
    printf 'v 1 2 3\nv 4 5 6\n%s\nv 7 8 9\n' "$2" >"$work/broken.obj"
    ends 1 --quit-when-done "$work/broken.obj"
    grep -qF "broken.obj: line 3: $1" "$work/err" || fail "wrong reason for: $2"
    is "vertices before: $2" "$(word_before vertices)" 2
    is "faces before: $2" "$(word_before faces)" 0
}

numbers='a vertex takes three numbers'
for text in 'v' 'v 1' 'v 1 2' 'v 1 2 x' 'v 1 2 3x' 'v 1,5 2 3' 'v nan 1 2' 'v 1 inf 2' 'v 1 2 1e999' 'v 1 2 --3'; do
    broken "$numbers" "$text"
done
corners='a face takes three corners or more'
for text in 'f' 'f 1' 'f 1 2'; do
    broken "$corners" "$text"
done
forms='a corner of a face is v, v/vt, v//vn or v/vt/vn, each a whole number'
for text in 'f 1 2 x' 'f 1 2 1.5' 'f 1 2 /1' 'f 1 2 1/' 'f 1 2 1//' 'f 1 2 1/2/' 'f 1 2 1/2/3/4' 'f 1 2 1/x' \
    'f 1 2 99999999999999999999' 'f 1 2 1/99999999999999999999' 'f 1, 2, 1'; do
    broken "$forms" "$text"
done
broken 'vertex 0 of 2' 'f 1 2 0'
broken 'vertex 3 of 2' 'f 1 2 3'
broken 'vertex 3 of 2' 'f 1 2 1 2 3'
broken 'vertex -3 of 2' 'f 1 2 -3'
broken 'vertex 4294967297 of 2' 'f 1 2 4294967297'
broken 'vertex 9223372036854775807 of 2' 'f 9223372036854775807 1 2'
broken 'vertex -9223372036854775808 of 2' 'f -9223372036854775808 1 2'

# A line without an end.
{
    printf 'v 1 2 3\nv 4 5 6\n# '
    head -c 2000000 /dev/zero | tr '\0' x
} >"$work/long.obj"
ends 1 --quit-when-done "$work/long.obj"
grep -q 'long.obj: line 3: it is longer than a megabyte' "$work/err" || fail "no reason for a long line"

# The number counts all lines, far into the file.
ends 0 --make "$work/knot.obj" 20000
line=$(($(wc -l <"$work/knot.obj") + 1))
printf 'f 1 2 x\n' >>"$work/knot.obj"
ends 1 --quit-when-done "$work/knot.obj"
grep -q "knot.obj: line $line: a corner" "$work/err" || fail "not line $line"
is "chunks run" "$(word_before run)" "$(word_before 'chunks posted')"

# What is no OBJ file at all.
: >"$work/empty.obj"
head -c 300000 /dev/urandom | tr -d 'vf' >"$work/noise.obj"
for file in empty noise; do
    ends 1 --quit-when-done "$work/$file.obj"
    grep -q "$file.obj: " "$work/err" || fail "no reason"
done
ends 1 --quit-when-done "$work/nothing.obj"
grep -q 'nothing.obj: there is no such file' "$work/err" || fail "no reason"
ends 1 --quit-when-done "$work"
grep -q 'it is not a regular file' "$work/err" || fail "no reason"
mkfifo "$work/pipe"
ends 1 --quit-when-done "$work/pipe"
grep -q 'pipe: it is not a regular file' "$work/err" || fail "no reason"

# The command line.
for bad in '--nonsense' '--quit-when-done' '--screenshot x.png' '--make x.obj' '--make x.obj 0' '--make x.obj -1' \
    '--make x.obj ten' 'one two'; do
    # shellcheck disable=SC2086 # words are meant
    ends 2 $bad
    grep -q '^usage: ' "$work/err" || fail "no usage"
done
ends 1 --make "$work/nowhere/knot.obj" 10
ends 0 --help
grep -q '^usage: ' "$work/out" || fail "--help does not say how it is used"
