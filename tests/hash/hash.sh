# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-win32-hash needs: files, a run to its end, what it said, and its window. Sourced by the tests,
# which are called with the program and with lock. Tests nothing itself.
program=$1
# shellcheck source-path=SCRIPTDIR source=../program.sh
. "$(dirname "$0")/../program.sh"
export LC_ALL=C.UTF-8 # names are UTF-8 for Wine, too

launcher=wine
# shellcheck disable=SC2034 # locked.sh needs it
lock=$2

# windows PATH: as a program for Windows calls it.
windows() {
    echo "Z:$1"
}

# make_files FOLDER COUNT SIZE: they are empty inside, which costs no disk, and hashing them costs as much as ever.
make_files() {
    mkdir -p "$1"
    seq -f "$1/%04g.dat" 1 "$2" | xargs truncate -s "$3"
}

# The same, and nothing is wrong: it is silent on stderr, and every task that was posted has ended.
ends_well() {
    ends 0 "$@"
    ended_well
}

ended_well() {
    is "bytes on stderr" "$(wc -c <"$work/err")" 0
    adds_up
}

# A crash under Wine may look like success, so the last line must be there as well.
adds_up() {
    tail -n 1 "$work/out" | grep -q '^[0-9]* tasks posted, [0-9]* run, [0-9]* dropped$' || fail "there is no last line"
    posted=$(word_before 'tasks posted')
    run=$(word_before run)
    dropped=$(word_before dropped)
    is "run + dropped" $((run + dropped)) "$posted"
}

# The window, for tests that use mouse and keys. Each waits for something to be so, and fails when it never is.

# wait_for WHAT COMMAND...
wait_for() {
    what=$1
    shift
    until_then=$(($(date +%s) + limit))
    until "$@"; do
        [ "$(date +%s)" -lt $until_then ] || fail "waited for $what in vain"
        sleep 0.02
    done
}

# begin PROGRAM ARGUMENT...: runs it and finds its window.
begin() {
    timeout "$limit" wine "$@" </dev/null >"$work/out" 2>"$work/err" &
    pid=$!
    wait_for "the window" find_window
    wait_for "the first file" has_ended 1
}

find_window() {
    window=$(xdotool search --onlyvisible --name '^win32-hash: ' 2>/dev/null) && [ -n "$window" ]
}

# How many files its title says have ended.
ended() {
    xdotool getwindowname "$window" 2>/dev/null | sed -n 's/^win32-hash: \([0-9]*\) of .*/\1/p'
}

has_ended() {
    count=$(ended)
    [ "${count:-0}" -ge "$1" ]
}

# goes_on WHILE: at least two more files end, so at least one of them began in that while.
goes_on() {
    before=$(ended)
    wait_for "two more files $1 (there were $before)" has_ended $((before + 2))
}

# Its user has it stop in the middle, with which it quits.
stops() {
    xdotool key Escape
    status=0
    wait "$pid" || status=$?
    pid=
    is "exit status of $name" "$status" 0
    ended_well
    says '^[0-9]* of [0-9]* files'
    [ "$(word_before 'of [0-9]* files')" -lt "$(sed -n 's/^[0-9]* of \([0-9]*\) files.*/\1/p' "$work/out")" ] ||
        fail "it did not stop, but went on to the end"
}
