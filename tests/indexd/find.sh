#!/bin/sh
# SPDX-License-Identifier: MIT
# A search finds what is there, with its size and hash, and no more than was asked for.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

mkdir -p "$work/dir/needle-dir"
: >"$work/dir/empty.txt"
printf 'the same' >"$work/dir/one.twin"
printf 'the same' >"$work/dir/needle-dir/two.twin"
printf 'another' >"$work/dir/needle-dir/needle.txt"
for i in 1 2 3 4 5 6 7; do : >"$work/dir/many-$i"; done

start "$work/dir"
wait_indexed

answers 200 GET '/find?name=empty' '"path":"empty.txt","bytes":0,'
grep -q '"xxh3":"2d06800538d394c2"' "$work/body" || fail "not the XXH3 of nothing"
is count "$(number count)" 1

answers 200 GET '/find?name=.twin' '"path":"needle-dir/two.twin","bytes":8,'
is count "$(number count)" 2
is "hashes of twins" "$(grep -o '"xxh3":"[0-9a-f]*"' "$work/body" | sort -u | wc -l)" 1

# The name is the last part of the path: a directory's name finds none of its files.
answers 200 GET '/find?name=needle' '"path":"needle-dir/needle.txt"'
is count "$(number count)" 1

answers 200 GET '/find?name=many-&limit=3' '"count":3,"more":true}'
answers 200 GET '/find?name=many-&limit=7' '"count":7,"more":false}'
answers 200 GET '/find?name=nowhere' '"files":[],"count":0,"more":false}'
answers 200 GET '/find?name=%65mpty' '"name":"empty"'
answers 200 HEAD '/find?name=empty'

# What comes later is found after it was asked for.
mkdir "$work/dir/later"
printf 'late' >"$work/dir/later/comer.txt"
answers 202 POST '/index?dir=later' '{"accepted":"later"}'
until_true "later is indexed" has_said '^indexed 1 files, 4 bytes in [0-9.]* s below later$'
answers 200 GET '/find?name=comer' '"path":"later/comer.txt","bytes":4,'
stop INT
