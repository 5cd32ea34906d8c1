#!/bin/sh
# SPDX-License-Identifier: MIT
# Says why something cannot be tested here, and skips; under CI=true it fails. Not a judge of what is needed.
echo "missing: $*"
[ "${CI:-}" = true ] && exit 1
exit 77
