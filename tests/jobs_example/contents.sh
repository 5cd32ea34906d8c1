#!/bin/sh
# SPDX-License-Identifier: MIT
# The list of contents is asked for by every chunk and written a few times, the last time when all is there.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

# adds_up: the list is what there is, and what was asked for was run or has joined another.
adds_up() {
    : >"$work/wanted"
    for file in "$work/dir"/*; do
        case $file in
        */contents.txt) ;;
        *) printf '%12d  %s\n' "$(bytes_of "$file")" "${file##*/}" >>"$work/wanted" ;;
        esac
    done
    cmp "$work/wanted" "$work/dir/contents.txt" || fail "it does not list what there is"
    asked=$(sed -n 's/^contents: asked for \([0-9]*\) times, .*/\1/p' "$work/out")
    listed=$(sed -n 's/^contents: .*, listed \([0-9]*\) times$/\1/p' "$work/out")
    is "jobs that list" "$(grep -c '^ *[0-9].* completed .*list what there is' "$work/table")" "$listed"
    early=$(awk '/ completed .*list what there is/ && $7 < 0.25' "$work/table")
    is "jobs that did not wait for a quarter of a second" "$early" ""
}

# run OPTION...: also keeps the table in a form that has one line for each job.
run() {
    ends 0 "$@" "$work/dir"
    sed -n '/^export: /q;p' "$work/out" | awk '/task_id/ { table = 1 } table' >"$work/table"
    adds_up
}

mkdir "$work/dir"
echo "was here before" >"$work/dir/old file.txt"
echo hidden >"$work/dir/.hidden"

run --side 1000 --rate 0
is "times asked: each chunk, and the download" "$asked" $(($(word_before chunks) + 1))
[ "$listed" -ge 1 ] || fail "never listed"
[ "$listed" -lt "$asked" ] || fail "no wish joined another"

# After a cancel too.
rm "$work/dir/terrain.obj"
run --side 3000 --cancel-after 5 --rate 0
is "times asked" "$asked" 6
