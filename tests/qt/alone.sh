#!/bin/sh
# SPDX-License-Identifier: MIT
# The pump needs QtCore and no other library of Qt's, and nothing that moc makes. Not a check of what it does.
#
#   alone.sh MODULE VERSION       a module that holds the whole pump and leaves no symbol open
set -u

module=$1 core=libQt$2Core.so.$2
needed=$(readelf -d "$module" | sed -n 's/.*(NEEDED).*\[\(libQt.*\)\]/\1/p')
made=$(nm -C --defined-only "$module" | grep -E 'staticMetaObject|qt_meta_|qt_metacall|qt_static_metacall')
echo "it needs: $needed"
[ "$needed" = "$core" ] || exit 1
[ -z "$made" ] && exit 0
printf 'moc made:\n%s\n' "$made"
exit 1
