# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-qt*-mesh as a program needs. Sourced by the tests, which are called with the program. Tests
# nothing itself.
set -eu
export LC_ALL=C

limit=240 # s for any one run; generous, since machines under test are slow
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

fail() {
    echo "FAILED: $*"
    for file in out err; do
        if [ -s "$work/$file" ]; then
            echo "--- $file"
            tail -c 3000 "$work/$file"
        fi
    done
    exit 1
}

is() {
    [ "$2" = "$3" ] || fail "$1 is $2, not $3"
}

# ends STATUS ARGUMENT...: runs it to its end.
ends() {
    want=$1
    shift
    status=0
    timeout "$limit" "$program" "$@" >"$work/out" 2>"$work/err" || status=$?
    is "exit status of $*" "$status" "$want"
    ! grep -q 'not freed' "$work/err" || fail "weir was not closed"
}

# Of the line that sums up: the number before a word.
word_before() {
    tail -n 1 "$work/out" | sed -n "s/.*\b\([0-9][0-9]*\) $1.*/\1/p"
}
