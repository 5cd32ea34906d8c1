# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests of a whole program: run it to its end, look at what it said, leave nothing behind. Sourced by what the tests of
# one program share, which sets `program`. Tests nothing itself.
set -eu

# shellcheck disable=SC2034,SC2154 # who sources this sets the program, and may want its name
name=$(basename "$program" .exe)
limit=120 # s for any one thing to happen; generous, since machines under test are slow
launcher= # what runs it, if it does not run by itself: wine
work=$(mktemp -d)
pid= # of a program in the background, which ends with the test

clean_up() {
    [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || :
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

fail() {
    echo "FAILED: $*"
    for file in out err head body; do
        if [ -s "$work/$file" ]; then
            echo "--- $file"
            tail -c 4000 "$work/$file"
            echo
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
    # shellcheck disable=SC2086 # the launcher may be none
    timeout "$limit" $launcher "$program" "$@" </dev/null >"$work/out" 2>"$work/err" || status=$?
    is "exit status of $name $*" "$status" "$want"
    ! grep -q 'not freed' "$work/err" || fail "weir was not closed"
}

# On stdout: the number before some words.
word_before() {
    sed -n "s/.*\(^\| \)\([0-9][0-9]*\) $1.*/\2/p" "$work/out"
}

# On stdout, as a pattern.
says() {
    grep -q -- "$1" "$work/out" || fail "stdout lacks: $1"
}

# On stderr, word for word.
complains() {
    grep -qF -- "$1" "$work/err" || fail "stderr lacks: $1"
}
