#!/bin/sh
# SPDX-License-Identifier: MIT
# Does run.py notice each way in which laws go wrong (wrong.c), and a list of laws that is not whole? Not a law of weir.
#
#   catch.sh wrong.exe    in a session
set -u

here=$(dirname "$0")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

fail() {
    cat "$work/said"
    echo "catch: $*"
    exit 1
}

# says STATUS LAST-LINE COMMAND...: run.py ends so.
says() {
    status=$1 last=$2
    shift 2
    python3 "$here/run.py" --limit 10 "$@" >"$work/said" 2>&1
    ended=$?
    [ "$ended" = "$status" ] || fail "run.py ended with $ended, not $status"
    [ "$(tail -n 1 "$work/said")" = "$last" ] || fail "its last line is not: $last"
}

says 1 "what goes wrong: 1 passed, 6 failed, 1 not applicable" wine "$1"
for law in fails crashes aborts leaves_as_if_all_were_well hangs crashes_when_all_is_over; do
    grep -q "^FAILED this_one_$law: " "$work/said" || fail "this_one_$law is not named"
done
[ "$(grep -c '^not applicable: ' "$work/said")" = 1 ] || fail "what does not apply is not said once"

# A program that stops in the middle of its list, one without laws, and one that is not there.
says 1 "run.py: the list of laws ended with status 0 and is not whole" echo this_one_holds
says 1 "run.py: the list of laws ended with status 0 and is not whole" echo "0 laws"
says 1 "run.py: the list of laws ended with status 53 and is not whole" wine "$work/absent.exe"
echo "catch: run.py notices all that goes wrong"
