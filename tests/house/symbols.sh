#!/bin/sh
# SPDX-License-Identifier: MIT
# What the shared core exports must be what symbols.txt lists, and fewer than 70. Not a check of the adapters.
#
#   symbols.sh TREE LIBRARY
# To add one, add it to symbols.txt, sorted, with a reason in the commit that survives a night.
set -u
LC_ALL=C
export LC_ALL

tree=$1 library=$2
list=$tree/tests/house/symbols.txt
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | sort)
count=$(printf '%s\n' "$exported" | wc -l)
echo "$count symbols exported"
[ "$count" -lt 70 ] || exit 1
printf '%s\n' "$exported" | diff "$list" - && exit 0
echo "< is listed but not exported, > is exported but not listed"
exit 1
