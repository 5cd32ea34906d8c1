#!/bin/sh
# SPDX-License-Identifier: MIT
# A time that is over ends what runs, and what waits too; a time that is not over ends nothing.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
make_endless endless
echo good >good
ends 1 --threads 1 --timeout 300 endless endless endless
sums
tells 'endless: out of time while it was running' # and those that wait, then or before
is "out of time" "$(grep -c '^endless: out of time ' "$work/err")" 3

ends 0 --timeout 3600000 good
sums good
