#!/bin/sh
# SPDX-License-Identifier: MIT
# A plug-in exports its one table and nothing of the weir inside it, so that two in one program cannot be mistaken for
# each other. Not a check of what a shared weir exports: tests/house has that.
#
#   exports.sh PLUGIN...
set -u

bad=0
for plugin in "$@"; do
    exported=$(nm -D --defined-only "$plugin" | awk '{ print $3 }' | grep -E "^_*weir" | sort)
    if [ "$exported" != weir_test_plugin ]; then
        printf '%s exports:\n%s\n' "${plugin##*/}" "$exported"
        bad=1
    fi
done
echo "$# plug-ins looked at"
[ $# -gt 0 ] && exit $bad
exit 1
