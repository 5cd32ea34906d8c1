#!/bin/sh
# SPDX-License-Identifier: MIT
# A worker that calls the host's panel is refused, and a line says which thread it was and which may; nothing else happens.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
echo good >good
ends 0 --conflict good
sums good
complains 'panel_say was called on thread sum 1; only thread '
! grep -q 'a worker says so' "$work/err" || fail "the panel took what a worker said"

ends 0 good
! grep -q 'panel_say' "$work/err" || fail "there was no such call"
