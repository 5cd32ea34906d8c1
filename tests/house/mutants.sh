#!/bin/sh
# SPDX-License-Identifier: MIT
# Every mutant still applies to the source, and names a model or a law that is there: who moves a line sees it here, not
# only where the mutants run. Not a check that it is caught: tests/prove/all does that.
#
#   mutants.sh TREE
set -u

here=$(cd "$(dirname "$0")" && pwd) || exit 1
command -v git >/dev/null || exec "$here/missing.sh" "git (Debian: git)"
cd "$1" || exit 1
looked=0 bad=0

complain() {
    echo "$1: $2"
    bad=1
}

# "spine" is a model's file; "dcc_mcp a_law" a law in the files of a system.
is_there() {
    case $1 in
    *" "*) grep -qs "(${1#* })" tests/systems/"${1%% *}"*.c ;;
    *) [ -e "tests/prove/models/$1.cpp" ] ;;
    esac
}

for diff in tests/prove/mutants/*.diff tests/systems/mutants/*.diff; do
    said=$(git apply --check "$diff" 2>&1) || complain "$diff" "$said"
    by=$(sed -n 's/^# Caught by: //p' "$diff")
    is_there "$by" || complain "$diff" "nothing is named \"$by\""
    looked=$((looked + 1))
done
echo "$looked mutants looked at"
[ $bad -eq 0 ]
