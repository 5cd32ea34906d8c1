# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-gtk-thumbs needs: pictures, a run to its end, and what it said. Sourced by the tests, which
# are called with the program and with paint. Tests nothing itself.
program=$1
# shellcheck source-path=SCRIPTDIR source=../program.sh
. "$(dirname "$0")/../program.sh"
export LC_ALL=C

paint=$2

# make_pictures FOLDER COUNT [WIDTH HEIGHT]
make_pictures() {
    mkdir -p "$1"
    "$paint" "$1" "$2" "${3:-640}" "${4:-480}" || fail "no pictures were painted"
}

# The same, and nothing is wrong: it is silent on stderr, and every work that was started has ended.
ends_well() {
    ends 0 "$@"
    is "bytes on stderr" "$(wc -c <"$work/err")" 0
    adds_up
}

adds_up() {
    started=$(word_before 'works started')
    told=$(word_before told)
    dropped=$(word_before dropped)
    is "told + dropped" $((told + dropped)) "${started:-nothing}"
}
