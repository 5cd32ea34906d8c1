#!/bin/sh
# SPDX-License-Identifier: MIT
# On each host the result is the same, and it is right: sha256sum finds the same files to be the same.
# shellcheck source-path=SCRIPTDIR source=picking.sh
. "$(dirname "$0")/picking.sh"

# Folders in folders, sizes around a block's, copies, hard links, links and empty files.
dir=$work/dir
mkdir -p "$dir/a/b/c" "$dir/d e" "$dir/empty"
for i in 1 2 3 4 5 6 7 8 9; do
    seq "$i" 20000 >"$dir/a/$i"
    cp "$dir/a/$i" "$dir/a/b/copy of $i"
done
for size in 0 1 65535 65536 65537; do
    head -c "$size" /dev/zero >"$dir/a/b/c/$size"
    head -c "$size" /dev/zero >"$dir/d e/$size"
    head -c "$size" /dev/zero | tr '\0' x >"$dir/d e/same size, other content $size"
done
ln "$dir/a/1" "$dir/another name of 1"
ln -s a/1 "$dir/link"
ln -s .. "$dir/a/circle"

# same_as_sums FOLDER: the groups that weir-pick printed, each a line of sorted names, are those of sha256sum. Where a
# file has several names, only the first counts.
same_as_sums() {
    find "$1" -type f -size +0 -printf '%D:%i\t%p\n' | sort | awk -F'\t' '!seen[$1]++ { print $2 }' |
        tr '\n' '\0' | xargs -0 sha256sum | sort |
        awk '{ sum = $1; sub(/^[^ ]* [ *]/, ""); if (sum == last) { line = line "|" $0; n++ }
               else { if (n > 1) print line; line = $0; n = 1 } last = sum }
             END { if (n > 1) print line }' | sort >"$work/want"
    awk '/^    / { sub(/^    /, ""); line = line == "" ? $0 : line "|" $0; next }
         { if (line != "") print line; line = "" }' "$work/out" | sort >"$work/got"
    [ -s "$work/want" ] || fail "there is nothing to compare in $1"
    diff "$work/want" "$work/got" >"$work/err" || fail "it does not find what sha256sum finds in $1"
}

ends 0 "--host=$host" "$dir"
same_as_sums "$dir"
is "files" "$(tail -n 1 "$work/out" | sed 's/ files.*//')" "$(find "$dir" -type f | wc -l)"

# However many threads there are, and in whatever order the folders are read; and manual prints the same.
cp "$work/out" "$work/first"
for threads in 1 8; do
    ends 0 "--host=$host" --threads "$threads" "$dir"
    cmp "$work/first" "$work/out" || fail "another result with $threads threads"
done
ends 0 --host=manual "$dir"
cmp "$work/first" "$work/out" || fail "another result on the manual host"

# A folder that nobody made for it: more files than the queue holds.
[ "$(find /usr/include -type f | wc -l)" -gt 1024 ] || fail "/usr/include is too small for this test"
ends 0 "--host=$host" /usr/include
same_as_sums /usr/include
