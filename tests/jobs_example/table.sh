#!/bin/sh
# SPDX-License-Identifier: MIT
# The table shows every status while the jobs run and when they have ended, and the JSON says the same.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

python=$(command -v python3) || skip "python3 is missing, which reads the JSON"

ends 0 --side 2000 --cancel-after 2 --rate 0 --json "$work/table.json" "$work/dir"
for status in pending running completed failed cancelled timeout; do
    says "^ *[0-9][0-9]*  $status  *[a-z]"
done

# Without a terminal nothing is redrawn: a line for each change, and the table once.
! grep -q "$(printf '\033')" "$work/out" || fail "an escape sequence, though stdout is no terminal"
is "tables" "$(grep -c 'task_id' "$work/out")" 1
is "times that the export is said to be cancelled, before the table" \
    "$(sed '/task_id/,$d' "$work/out" | grep -c ' cancelled  export terrain.obj')" 1

"$python" - "$work/table.json" "$work/out" <<'CHECK' || fail "the JSON is not the table"
import collections, datetime, json, re, sys
jobs = json.loads(open(sys.argv[1], "rb").read().decode("utf-8", "strict"))
text = open(sys.argv[2]).read()
want = {
    "export terrain.obj": "cancelled", "download /file": "completed", "download /missing": "failed",
    "download /silent": "timeout", "GET /file": "completed", "GET /missing": "failed", "GET /silent": "cancelled",
    "survey the terrain": "completed", "wait for all of these": "completed", "show this table": "completed",
    "checksum": "completed",
}
assert [job["info"] for job in jobs if job["description"] == "export terrain.obj"] == [{"side": 2000}], "not its info"
status = {job["description"]: job["status"] for job in jobs}
for name, ended in want.items():
    assert status[name] == ended, (name, status[name])
ids = [job["task_id"] for job in jobs]
assert all(type(each) is int for each in ids) and len(set(ids)) == len(ids), ids
table = text[text.index("task_id"):text.index("\nexport: ")].splitlines()[1:]
assert sorted(int(re.search(r"\d+", line).group()) for line in table) == sorted(ids), table
for job in jobs:
    assert job["status"] not in ("pending", "running"), job
    began = datetime.datetime.fromisoformat(job["created_at"].replace("Z", "+00:00"))
    ended = datetime.datetime.fromisoformat(job["completed_at"].replace("Z", "+00:00"))
    assert began <= ended and job["duration"] >= 0, job
    assert bool(job["error"]) == (job["status"] != "completed"), job
assert sum(job["description"].startswith("survey band") for job in jobs) == 4
CHECK

ends 1 --side 2 --rate 0 --json "$work/nowhere/table.json" "$work/dir"
complains "weir-jobs: $work/nowhere/table.json: No such file or directory"
is "status of the export all the same" "$(status_of export)" completed
