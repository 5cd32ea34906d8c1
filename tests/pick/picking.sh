# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-pick needs: run it, look at what it said, leave nothing behind. Sourced by the tests, which
# are called with the program and a host. Tests nothing itself.
set -eu
export LC_ALL=C

limit=120 # s for any one thing to happen; generous, since machines under test are slow
program=$1
# shellcheck disable=SC2034 # the tests use it
host=$2
work=$(mktemp -d)
pid=

clean_up() {
    if [ -n "$pid" ]; then
        kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
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
    is "exit status of weir-pick $*" "$status" "$want"
    ! grep -q 'not freed' "$work/err" || fail "weir was not closed"
}

says() {
    grep -qF -- "$1" "$work/err" || fail "stderr lacks: $1"
}
