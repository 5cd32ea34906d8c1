#!/bin/sh
# SPDX-License-Identifier: MIT
# The list in error.h must be complete: values -1, -2, ... without a gap, a sentence each, and no code is named
# anywhere in the library that is not in it. Not a check of when they are answered.
#
#   errors.sh TREE
set -u

cd "$1" || exit 1
# shellcheck disable=SC2046 # no name in the tree has a space
awk '
    FNR == NR && /^[ \t]*X\(WEIR_E/ {
        split($0, part, /[(,]/)
        value = part[3] + 0
        known[part[2]] = 1
        count++
        if (value != -count) {
            print "error.h:" FNR ": " part[2] " is " value ", the next free value is " -count
            bad = 1
        }
        if ($0 !~ /"[^"]+"\)/) {
            print "error.h:" FNR ": " part[2] " has no sentence"
            bad = 1
        }
    }
    {
        rest = $0
        while (match(rest, /WEIR_E[A-Z]+/)) {
            word = substr(rest, RSTART, RLENGTH)
            after = substr(rest, RSTART + RLENGTH, 1)
            rest = substr(rest, RSTART + RLENGTH)
            # WEIR_EXECUTOR_H and its like, and WEIR_ERRORS, are not codes.
            if (after != "_" && word != "WEIR_ERRORS" && word != "WEIR_E" && !(word in known)) {
                print FILENAME ":" FNR ": " word " is not in the list"
                bad = 1
            }
        }
    }
    END {
        print count + 0 " codes"
        exit bad || count == 0
    }
' core/include/weir/error.h $(find core adapters -name '*.[ch]' | sort)
