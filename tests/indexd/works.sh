#!/bin/sh
# SPDX-License-Identifier: MIT
# What is read, and what waits for a thread, is in /jobs too: what it is, how far, and how it ended.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

python=$(command -v python3) || skip "python3 is missing, which reads the JSON"

# One thread reads what is above, and then stands in front of what does not end.
mkdir -p "$work/dir/below"
: >"$work/dir/one"
: >"$work/dir/two"
make_endless "$work/dir/below/endless"
start --threads 1 "$work/dir"

# readers: "STATUS DESCRIPTION DONE" of each, in the order in which they were started.
readers() {
    answers 200 GET /jobs
    "$python" - "$work/body" <<'PRINT' || fail "/jobs cannot be read"
import json, sys
for job in json.load(open(sys.argv[1])):
    if job["label"] == "readers":
        print(job["status"], job["description"], job["progress"]["done"])
PRINT
}

reads() {
    [ "$(readers)" = "$1" ]
}

until_true "it has come to below" reads 'running read . 2'
answers 202 POST '/index?dir=below'
is "what reads and what waits" "$(readers)" 'running read . 2
pending read below 0'

: >"$work/dir/below/endless"
until_true "both have been read" reads 'completed read . 3
completed read below 1'
stop TERM

# One that is asked to read more than one directory takes all threads.
mkdir -p "$work/wide/a" "$work/wide/b" "$work/wide/c"
for part in a b c; do
    make_endless "$work/wide/$part/endless"
done
start --threads 2 "$work/wide"
until_true "two readers stand in front of three" reads 'running read . 0
running read . 0'
stop TERM
