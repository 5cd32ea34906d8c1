#!/bin/sh
# SPDX-License-Identifier: MIT
# A file of the core includes only what is on its own floor or below; nobody outside includes what is inside. Not a
# check of system headers.
#
#   floors.sh TREE
set -u

cd "$1" || exit 1
# shellcheck disable=SC2046 # no name in the tree has a space
awk '
    BEGIN {
        n = split("base executor jobs workers observe", floors, " ")
        for (i = 1; i <= n; i++)
            height[floors[i]] = i
    }
    FNR == 1 {
        files++
        split(FILENAME, part, "/")
        own = part[1] == "core" ? part[3] : ""
        if (part[1] == "core" && !(own in height)) {
            print FILENAME ": " own " is not a floor"
            bad = 1
        }
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        path = $0
        sub(/^[^"]*"/, "", path)
        sub(/".*/, "", path)
        floor = path
        sub(/\/.*/, "", floor)
        if (own != "" && !(floor in height))
            why = "names no floor"
        else if (own != "" && height[floor] > height[own])
            why = "is above " own
        else if (own == "" && path ~ /core\/src|^(base|executor|jobs|workers|observe)\//)
            why = "is inside the core"
        else
            next
        print FILENAME ":" FNR ": \"" path "\" " why
        bad = 1
    }
    END {
        print files + 0 " files looked at"
        exit bad || files == 0
    }
' $(find core/src adapters examples bench -name '*.[ch]' -o -name '*.cpp' | sort)
