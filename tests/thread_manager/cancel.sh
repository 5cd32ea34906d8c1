#!/bin/sh
# SPDX-License-Identifier: MIT
# One is cancelled in the middle: the others are summed, and that is no failure.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
make_endless endless
echo good >good
ends 0 --threads 2 --cancel 2 good endless "$program"
sums good "$program"
tells 'endless: cancelled while it was running'

# One that waits for a thread never begins.
begin --threads 1 --cancel 2 endless good
until_told 'good: cancelled before it started'
kill -TERM "$pid"
ended 130
sums

# One that has ended is left alone.
ends 0 --cancel 1 good
sums good
