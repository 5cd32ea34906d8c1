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

# until_true WHAT COMMAND...: waits for the command to succeed.
until_true() {
    what=$1
    shift
    end=$(($(date +%s) + limit))
    until "$@"; do
        [ "$(date +%s)" -lt "$end" ] || fail "waited $limit s in vain: $what"
        sleep 0.02
    done
}

# A program that is gone will not say it any more: then there is nothing to wait for.
has_said() {
    grep -q "$1" "$work/out" && return 0
    kill -0 "$pid" 2>/dev/null || fail "it ended before it said: $1"
    return 1
}

# serves ARGUMENT...: runs it in the background until it says where it listens, and sets url. $wrap may name a command that
# runs it.
serves() {
    : >"$work/out" # what an earlier one said must not be taken for this one's
    # shellcheck disable=SC2086 # wrap is a command with its arguments
    ${wrap:-} "$program" "$@" >"$work/out" 2>"$work/err" &
    pid=$!
    until_true "it listens" has_said '^listening on http://127\.0\.0\.1:[1-9]'
    # shellcheck disable=SC2034 # it is for who calls
    url=$(sed -n 's/^listening on //p' "$work/out")
}
