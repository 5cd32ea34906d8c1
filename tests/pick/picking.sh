# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What every test of weir-pick needs. Sourced by the tests, which are called with the program and a host. Tests nothing
# itself.
program=$1
# shellcheck source-path=SCRIPTDIR source=../program.sh
. "$(dirname "$0")/../program.sh"
export LC_ALL=C

# shellcheck disable=SC2034 # the tests use it
host=$2
