#!/bin/sh
# SPDX-License-Identifier: MIT
# A host that was not built is refused with the reason, which --help says too.
# shellcheck source-path=SCRIPTDIR source=picking.sh
. "$(dirname "$0")/picking.sh"

ends 2 "--host=$host" "$work"
grep -q "^weir-pick: $host: ." "$work/err" || fail "no reason"
ends 0 --help
grep -q -- "--host=$host .*not in this build: ." "$work/out" || fail "--help gives no reason"
