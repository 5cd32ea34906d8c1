#!/bin/sh
# SPDX-License-Identifier: MIT
# What it cannot start with is said in a clear line, and told apart by the exit status.
# shellcheck source-path=SCRIPTDIR source=hash.sh
. "$(dirname "$0")/hash.sh"

dir=$(windows "$work")

ends 0 --help
says "^$name \[OPTION"
is "what --help says on stderr" "$(wc -c <"$work/err")" 0

# refuses WORDS ARGUMENT...: in one line.
refuses() {
    words=$1
    shift
    ends 2 "$@"
    complains "$name: $words"
    is "lines on stderr" "$(wc -l <"$work/err")" 1
    is "what it says on stdout" "$(wc -c <"$work/out")" 0
}

: >"$work/file"
refuses "$dir/nothing: " "$dir/nothing"
refuses "$dir/file: " "$dir/file"
refuses "unknown option --nonsense" --nonsense "$dir"
refuses "only one FOLDER, not also $dir/file" "$dir" "$dir/file"
refuses "a word is missing after --save" --save
refuses "a word is missing after --threads" --threads
for threads in 0 65 -1 two 4x ''; do
    ends 2 --threads "$threads" "$dir"
done
for cue in 50 0:close 100:close -1:close x:close 50:nothing 50: :close; do
    refuses "--at takes PERCENT:ACTION" --at "$cue" "$dir"
done
refuses "without a FOLDER it is never done" --quit-when-done
refuses "cannot write $dir/nothing/log" --log "$dir/nothing/log" "$dir"

# A list that cannot be written is no mistake of the command line.
ends 1 --save "$dir/nothing/sums" "$dir"
complains "$name: $dir/nothing/sums: "
says ' 0 failed$'
adds_up
