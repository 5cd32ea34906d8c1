#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot be read is counted and named, and all the rest is indexed.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

# Root may read everything, unless it runs without the capability that says so.
wrap=
if [ "$(id -u)" = 0 ]; then
    wrap='setpriv --bounding-set=-dac_override,-dac_read_search'
    $wrap true || skip "setpriv cannot take root's right to read everything"
fi

mkdir -p "$work/dir/closed"
printf 'fine' >"$work/dir/fine.txt"
printf 'shut' >"$work/dir/shut.txt"
printf 'shut' >"$work/dir/closed/inside.txt"
ln -s nowhere "$work/dir/dangling"
chmod 000 "$work/dir/shut.txt" "$work/dir/closed"
if $wrap cat "$work/dir/shut.txt" >/dev/null 2>&1; then
    skip "this user can read a file of mode 000"
fi
trap 'chmod 700 "$work/dir/closed"; clean_up' EXIT # so that it can be deleted

# A path that the kernel refuses is one that even root cannot read. It is put together of two halves, since no path can name the whole.
chain() {
    part=$(printf '%0250d' 0)
    path=$1
    shift
    for _ in "$@"; do path=$path/$part; done
    mkdir -p "$path"
}
chain "$work/half" 1 2 3 4
chain "$work/dir/deep" 1 2 3 4 5 6 7 8 9 10 11 12 13 14
mv "$work/half" "$path"

start "$work/dir"
wait_indexed
grep -q '^indexed 1 files, 4 bytes in .* s; 3 unreadable$' "$work/out" || fail "not 1 file and 3"
answers 200 GET /stats '{"path":"shut.txt","reason":"Permission denied"}'
grep -qF '{"path":"closed","reason":"Permission denied"}' "$work/body" || fail "closed is not named"
grep -qF '"reason":"File name too long"}' "$work/body" || fail "the deep one is not named"
is unreadable "$(number count)" 3
is "skipped links" "$(number skipped)" 1
grep -qx 'weir-indexd: cannot read shut.txt: Permission denied' "$work/err" || fail "no log line"
is "log lines" "$(wc -l <"$work/err")" 3
answers 200 GET '/find?name=shut' '"count":0'

# Once it can be read, it is a file like any other.
chmod 600 "$work/dir/shut.txt"
answers 202 POST '/index?dir=.'
until_true "the second indexing is done" sh -c "[ \"\$(grep -c '^indexed ' '$work/out')\" = 2 ]"
answers 200 GET /stats
is files "$(number files)" 2
is "unreadable afterwards" "$(number count)" 2
answers 200 GET '/find?name=shut' '"count":1'
stop TERM
