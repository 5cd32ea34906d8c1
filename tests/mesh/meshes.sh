# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-qt*-mesh as a program needs. Sourced by the tests, which are called with the program. Tests
# nothing itself.
program=$1
# shellcheck source-path=SCRIPTDIR source=../program.sh
. "$(dirname "$0")/../program.sh"
export LC_ALL=C

limit=240 # s; a large mesh takes its time under a sanitizer

# Of the line that sums up: the number before a word.
word_before() {
    tail -n 1 "$work/out" | sed -n "s/.*\b\([0-9][0-9]*\) $1.*/\1/p"
}
