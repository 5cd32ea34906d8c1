#!/bin/sh
# SPDX-License-Identifier: MIT
# Each search is a job that /jobs tells of; more of them than may wait at once are refused, and the others answered.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

python=$(command -v python3) || skip "python3 is missing, which asks many things at once"

mkdir "$work/dir"
: >"$work/dir/needle"
start --queue 2 "$work/dir"
wait_indexed
answers 200 GET '/find?name=needle' '"count":1'
answers 200 GET '/find?name=na%22me' '"count":0'
answers 200 GET /jobs
"$python" - "$work/body" <<'CHECK' || fail "not the two searches"
import json, sys
jobs = [job for job in json.load(open(sys.argv[1])) if job["label"] != "readers"]
assert [job["description"] for job in jobs] == ["needle", 'na"me'], jobs
assert all(job["status"] == "completed" for job in jobs), jobs
CHECK
answers 200 HEAD /jobs
answers 405 POST /jobs '"error":'
"$python" "$(dirname "$0")/searches.py" "$url" "$pid" || fail "see above"
answers 200 GET '/find?name=needle' '"count":1'
stop TERM
