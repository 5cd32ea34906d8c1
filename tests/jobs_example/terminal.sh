#!/bin/sh
# SPDX-License-Identifier: MIT
# In a terminal the table is redrawn in its place, c cancels the export, and the terminal is left as it was.
# shellcheck source-path=SCRIPTDIR source=jobs.sh
. "$(dirname "$0")/jobs.sh"

python=$(command -v python3) || skip "python3 is missing, which plays the terminal"
"$python" "$(dirname "$0")/terminal.py" "$program" "$work/dir" "$limit" >"$work/out" 2>&1 || fail "see above"
