#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot be read fails with the reason, in its line and in the exit status; the others are summed.
# shellcheck source-path=SCRIPTDIR source=manager.sh
. "$(dirname "$0")/manager.sh"

cd "$work"
echo good >good
mkdir folder
mkfifo pipe # nobody writes to it: who opens it to read would wait for ever
ends 1 nothing good folder pipe /dev/null
sums good
tells 'nothing: No such file or directory'
tells 'folder: not a regular file'
tells 'pipe: not a regular file'
tells '/dev/null: not a regular file'
complains '1 of 5 summed; '
