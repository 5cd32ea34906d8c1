#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the stress on Wine: on_wine.sh PROGRAM LOG. Into a file, since Wine's own services would hold a pipe open.
wine "$1" --count 2000 >"$2" 2>&1 </dev/null
status=$?
cat "$2"
exit "$status"
