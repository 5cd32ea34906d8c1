# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-gtk-thumbs needs: pictures, a run to its end, and what it said. Sourced by the tests, which
# are called with the program and with paint. Tests nothing itself.
set -eu
export LC_ALL=C

limit=120 # s for one run; generous, since machines under test are slow

program=$1
paint=$2
name=$(basename "$program")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

fail() {
    echo "FAILED: $*"
    for file in out err; do
        if [ -s "$work/$file" ]; then
            echo "--- $file"
            head -c 4000 "$work/$file"
        fi
    done
    exit 1
}

is() {
    [ "$2" = "$3" ] || fail "$1 is $2, not $3"
}

# make_pictures FOLDER COUNT [WIDTH HEIGHT]
make_pictures() {
    mkdir -p "$1"
    "$paint" "$1" "$2" "${3:-640}" "${4:-480}" || fail "no pictures were painted"
}

# ends STATUS ARGUMENT...: runs it to its end.
ends() {
    want=$1
    shift
    status=0
    timeout "$limit" "$program" "$@" >"$work/out" 2>"$work/err" || status=$?
    is "exit status of $name $*" "$status" "$want"
}

# The same, and nothing is wrong: it is silent on stderr, and every task that was posted has ended.
ends_well() {
    ends 0 "$@"
    is "bytes on stderr" "$(wc -c <"$work/err")" 0
    adds_up
}

adds_up() {
    posted=$(word_before 'tasks posted')
    run=$(word_before run)
    dropped=$(word_before dropped)
    is "run + dropped" $((run + dropped)) "${posted:-nothing}"
}

# On stdout: the number before some words.
word_before() {
    sed -n "s/.*\(^\| \)\([0-9][0-9]*\) $1.*/\2/p" "$work/out"
}

says() {
    grep -q -- "$1" "$work/out" || fail "stdout lacks: $1"
}

complains() {
    grep -qF -- "$1" "$work/err" || fail "stderr lacks: $1"
}
