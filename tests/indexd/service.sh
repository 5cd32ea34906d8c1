# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-indexd needs: start it, ask it, stop it, and leave nothing behind.
# Sourced by the tests, which are called with the program as their argument. Tests nothing itself.
program=$1
# shellcheck source-path=SCRIPTDIR source=../program.sh
. "$(dirname "$0")/../program.sh"
export LC_ALL=C

skipped=77

# Under CI nothing may stay untested.
skip() {
    echo "SKIPPED: $*"
    [ "${CI:-}" != true ] || exit 1
    exit "$skipped"
}

command -v curl >/dev/null || skip "curl is missing"

# start OPTION... DIR: runs it, and sets url.
start() {
    serves --listen 127.0.0.1:0 "$@"
}

# stop SIGNAL: has it close, and demands that it ended well and that its tasks add up.
stop() {
    kill "-$1" "$pid"
    status=0
    wait "$pid" || status=$?
    pid=
    is "exit status" "$status" 0
    line=$(grep '^closed in ' "$work/out") || fail "it did not say how it closed"
    accepted=$(word_before 'tasks accepted')
    run=$(word_before run)
    dropped=$(word_before dropped)
    is "run + dropped" $((run + dropped)) "$accepted"
    ! grep -q 'not freed' "$work/err" || fail "weir was not closed"
}

# Of "line": the number before a word.
word_before() {
    printf '%s\n' "$line" | sed -n "s/.* \([0-9][0-9]*\) $1.*/\1/p"
}

# ask METHOD PATH: sets code; the answer is in head and body.
ask() {
    case $1 in
    HEAD) method=--head ;;
    *) method="-X$1" ;;
    esac
    code=$(curl -sS --max-time "$limit" "$method" -o "$work/body" -D "$work/head" \
        -w '%{http_code}' "$url$2") || fail "$1 $2 was not answered"
}

# answers CODE METHOD PATH [TEXT]: asks, and demands the code and that TEXT is in the body.
answers() {
    ask "$2" "$3"
    is "status of $2 $3" "$code" "$1"
    [ $# -lt 4 ] || grep -qF -- "$4" "$work/body" || fail "$2 $3: no \"$4\" in the answer"
}

# Of body: the number that follows a key.
number() {
    sed -n "s/.*\"$1\":\([0-9][0-9]*\).*/\1/p" "$work/body"
}

has_indexed() {
    has_said '^indexed [0-9]* files, [0-9]* bytes in [0-9.]* s'
}

wait_indexed() {
    until_true "the first indexing is done" has_indexed
}

# A file without blocks that takes minutes to read: it holds a worker until somebody shortens it.
make_endless() {
    truncate -s 1T "$1" || skip "no sparse file of 1 TB can be made in $work"
}
