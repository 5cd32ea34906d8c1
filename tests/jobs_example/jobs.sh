# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-jobs needs: what it should write, and what it said. Sourced by the tests, which are called with
# the program. Tests nothing itself.
program=$1
# shellcheck source-path=SCRIPTDIR source=../program.sh
. "$(dirname "$0")/../program.sh"
export LC_ALL=C

# Under CI nothing may stay untested.
skip() {
    echo "SKIPPED: $*"
    [ "${CI:-}" != true ] || exit 1
    exit 77
}

# terrain SIDE [LINES]: the file that it should write, or its first lines, by other means than the program's.
terrain() {
    awk -v side="$1" -v most="${2:--1}" '
        function slope(at, period) { at = at % period - period / 2; return at < 0 ? -at : at }
        function line(text) { if (most-- == 0) exit; print text }
        BEGIN {
            for (y = 0; y < side; y++)
                for (x = 0; x < side; x++)
                    line("v " x " " slope(x, 64) + slope(x + y, 48) " " y)
            for (y = 0; y < side - 1; y++)
                for (x = 1; x < side; x++)
                    line("f " y * side + x " " y * side + x + 1 " " (y + 1) * side + x + 1 " " (y + 1) * side + x)
        }'
}

# On stdout: the last word of a job's status, by how the report calls it.
status_of() {
    sed -n "s/^$1: \([a-z]*\).*/\1/p" "$work/out"
}

bytes_of() {
    wc -c <"$1"
}
