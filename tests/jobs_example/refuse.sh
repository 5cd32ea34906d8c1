#!/bin/sh
# SPDX-License-Identifier: MIT
# What it cannot start with is said in a clear line, and nothing has been written then.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

# refused SENTENCE ARGUMENT...
refused() {
    sentence=$1
    shift
    ends 2 "$@"
    complains "weir-jobs: $sentence"
    is "bytes on stdout" "$(bytes_of "$work/out")" 0
}

refused 'FOLDER is missing'
complains 'usage: weir-jobs'
refused 'only one FOLDER' "$work/a" "$work/b"
refused "unrecognized option '--nonsense'" --nonsense "$work/a"
for bad in 0 1 4001 -2 two 2x 99999999999999999999 ''; do
    refused "--side takes a number from 2 to 4000, not \"$bad\"" --side "$bad" "$work/a"
done
refused '--cancel-after takes a number from 1 to 1000000, not "0"' --cancel-after 0 "$work/a"
refused '--rate takes a number from 0 to 1000000, not "fast"' --rate fast "$work/a"
refused "option '--json' requires an argument" "$work/a" --json
[ ! -e "$work/a" ] || fail "a folder was made though the command line is wrong"

: >"$work/file"
refused "$work/file: Not a directory" "$work/file"
refused "$work/no/where: No such file or directory" "$work/no/where"
refused "$work/nothing: No such file or directory" --serve "$work/nothing" "$work/a"
refused "$work: Is a directory" --serve "$work" "$work/a"
mkfifo "$work/pipe"
refused "$work/pipe: Operation not supported" --serve "$work/pipe" "$work/a"
is "what is in the folder" "$(ls "$work/a")" ""

ends 0 --help
says '^usage: weir-jobs \[options\] FOLDER$'
is "what --help says on stderr" "$(bytes_of "$work/err")" 0
