#!/bin/sh
# SPDX-License-Identifier: MIT
# What a client sends without a pause is answered one by one, and what it sends without reading is not kept.
# shellcheck source-path=SCRIPTDIR source=service.sh
. "$(dirname "$0")/service.sh"

python=$(command -v python3) || skip "python3 is missing, which sends the bytes"

mkdir "$work/dir"
start "$work/dir"
"$python" "$(dirname "$0")/pipelined.py" "$url" || fail "pipelined requests"
answers 200 GET /healthz '"status":"ok"'
stop TERM
