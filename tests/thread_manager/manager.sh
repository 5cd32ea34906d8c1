# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-thread-manager needs: files, and what it said of them. Sourced by the tests, which are called with
# the program. Tests nothing itself.
program=$1
# shellcheck source-path=SCRIPTDIR source=../program.sh
. "$(dirname "$0")/../program.sh"
export LC_ALL=C

# Under CI nothing may stay untested.
skip() {
    echo "SKIPPED: $*"
    [ "${CI:-}" != true ] || exit 1
    exit 77
}

# A file without blocks that takes hours to read.
make_endless() {
    truncate -s 1T "$1" || skip "no sparse file of 1 TB can be made in $work"
}

# sums FILE...: that it has printed them, as cksum does, and nothing else.
sums() {
    : >"$work/wanted"
    [ $# = 0 ] || cksum "$@" >"$work/wanted"
    cmp "$work/wanted" "$work/out" || fail "not the sums of: $*"
}

# tells LINE: one on stderr.
tells() {
    grep -qxF -- "$1" "$work/err" || fail "stderr lacks the line: $1"
}

# begin ARGUMENT...: runs it in the background.
begin() {
    : >"$work/err" # what an earlier one said must not be taken for this one's
    "$program" "$@" </dev/null >"$work/out" 2>"$work/err" &
    pid=$!
}

# until_told LINE [COMMAND...]: waits for it, and calls the command meanwhile.
until_told() {
    line=$1
    shift
    end=$(($(date +%s) + limit))
    until grep -qF -- "$line" "$work/err"; do
        kill -0 "$pid" 2>/dev/null || fail "it ended before it said: $line"
        [ "$(date +%s)" -lt "$end" ] || fail "waited $limit s in vain for: $line"
        [ $# = 0 ] || "$@"
        sleep 0.02
    done
}

# ended STATUS: what began ends so.
ended() {
    status=0
    wait "$pid" || status=$?
    pid=
    is "exit status" "$status" "$1"
}
