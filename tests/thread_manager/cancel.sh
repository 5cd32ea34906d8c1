#!/bin/sh
# SPDX-License-Identifier: MIT
# One is cancelled in the middle: the others are summed, the timeline has played on, and that is no failure.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
make_endless endless
echo good >good
ends 0 --threads 2 --cancel 2 good endless "$program"
sums good "$program"
tells 'endless: cancelled while it was running'
[ "$(frames)" -ge 3 ] || fail "the timeline stood still: $(frames) frames in half a second"

# One that waits for a thread never begins.
ends 1 --threads 1 --timeout 1500 --cancel 2 endless good
sums
tells 'good: cancelled before it started'
tells 'endless: out of time while it was running'

# One that has ended is left alone.
ends 0 --cancel 1 good
sums good
