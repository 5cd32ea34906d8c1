#!/bin/sh
# SPDX-License-Identifier: MIT
# A plug-in exports its one table and nothing of the weir inside it, so that two in one program cannot be mistaken for
# each other. Not a check of what a shared weir exports: tests/house has that.
#
#   exports.sh PLUGIN...    OBJDUMP: one that knows DLLs, if these are
set -u

# The names in the export table, of an ELF module or of a DLL.
list() {
    case $1 in
    *.dll) "${OBJDUMP:-objdump}" -p "$1" | sed -n '/Name Pointer\] Table/,/^$/p' | awk '/\[ *[0-9]+\]/ { print $NF }' ;;
    *) nm -D --defined-only "$1" | awk '{ print $3 }' | grep -E "^_*weir" ;;
    esac
}

bad=0
for plugin in "$@"; do
    exported=$(list "$plugin" | sort)
    if [ "$exported" != weir_test_plugin ]; then
        printf '%s exports:\n%s\n' "${plugin##*/}" "$exported"
        bad=1
    fi
done
echo "$# plug-ins looked at"
[ $# -gt 0 ] && exit $bad
exit 1
