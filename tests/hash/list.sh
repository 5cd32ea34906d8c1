#!/bin/sh
# SPDX-License-Identifier: MIT
# The list is the one that sha256sum makes of the same files, whatever they are called and however large they are.
# shellcheck source-path=SCRIPTDIR source=hash.sh
. "$(dirname "$0")/hash.sh"

dir=$work/dir
mkdir -p "$dir/Übersicht/Счёт" "$dir/日本語"
: >"$dir/empty"
echo one >"$dir/with spaces.txt"
echo two >"$dir/Übersicht/Счёт/за март.txt"
echo three >"$dir/日本語/ファイル.txt"
echo four >"$dir/wave 🌊.txt"
head -c 262144 /dev/urandom >"$dir/one part"
head -c 262145 /dev/urandom >"$dir/one byte more"
head -c 40000000 /dev/urandom >"$dir/large"
truncate -s 80M "$dir/large"

# Deeper than the paths of old programs may be.
deep=$dir
i=0
while [ $i -lt 12 ]; do
    i=$((i + 1))
    deep=$deep/a-folder-whose-name-is-rather-long-$i
done
mkdir -p "$deep"
echo five >"$deep/deep.txt"

# More than are handed over at once, and more than may wait.
mkdir "$dir/many"
i=0
while [ $i -lt 700 ]; do
    i=$((i + 1))
    echo $i >"$dir/many/$i"
done

(cd "$dir" && find . -type f | sed 's,^\./,,' | sort | tr '\n' '\0' | xargs -0 sha256sum) | sort >"$work/want"
count=$(wc -l <"$work/want")
is "files" "$count" 709

for threads in 1 2 7; do
    ends_well --threads $threads --save "$(windows "$work/sums")" "$(windows "$dir")"
    says "^$count of $count files, [0-9]* bytes, 0 failed$"
    sort "$work/sums" >"$work/sorted"
    cmp "$work/want" "$work/sorted" || fail "the list is another one"
    (cd "$dir" && sha256sum --check --strict --quiet "$work/sums") || fail "sha256sum does not agree"
done

# On stdout it is the list and nothing else.
ends 0 --save - "$(windows "$dir")"
is "bytes on stderr" "$(wc -c <"$work/err")" 0
cmp "$work/sums" "$work/out" || fail "the list on stdout is another one"

# Unless what is to be said goes elsewhere.
ends 0 --save - --log "$(windows "$work/log")" "$(windows "$dir")"
cmp "$work/sums" "$work/out" || fail "the list on stdout is another one"
cp "$work/log" "$work/out"
adds_up
says "^$count of $count files"

# A folder without files is done at once.
mkdir "$work/none"
ends_well --save "$(windows "$work/sums")" "$(windows "$work/none")"
says '^0 of 0 files, 0 bytes, 0 failed$'
is "lines of the list" "$(wc -l <"$work/sums")" 0
