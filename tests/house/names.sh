#!/bin/sh
# SPDX-License-Identifier: MIT
# A static weir puts no name into a program that does not begin with weir_: core/src/base/names.h renames what its files
# share. Not a check of what is public (symbols.sh).
#
#   names.sh TREE LIBRARY...
set -u

shift
names=$(nm -g --defined-only "$@" | awk 'NF == 3 { print $3 }')
count=$(printf '%s\n' "$names" | grep -c '^weir_')
echo "$count names begin with weir_"
if printf '%s\n' "$names" | grep -v '^weir_'; then
    echo "these do not: add them to core/src/base/names.h, or make them static"
    exit 1
fi
[ "$count" -ge 100 ]
