#!/bin/sh
# SPDX-License-Identifier: MIT
# A time that is over ends what runs, and what waits never begins; each says which of them it was.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
make_endless endless
echo good >good
ends 1 --threads 1 --timeout 300 endless good
sums
tells 'endless: out of time while it was running'
tells 'good: out of time before it started'

ends 0 --timeout 3600000 good
sums good
