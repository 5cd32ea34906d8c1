#!/bin/sh
# SPDX-License-Identifier: MIT
# Conditional compilation stays in core/src/base; elsewhere in the core there are include guards only. Not a check of
# the adapters, which know their hosts.
#
#   ifdefs.sh TREE
set -u

cd "$1" || exit 1
# shellcheck disable=SC2046 # no name in the tree has a space
awk '
    function complain() {
        print where ": " line
        bad = 1
    }
    FNR == 1 { files++ }
    # An #ifndef is a guard if the next line defines the same word.
    asked != "" {
        if (!($1 == "#define" && $2 == asked))
            complain()
        asked = ""
    }
    /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else)/ {
        where = FILENAME ":" FNR
        line = $0
        if ($1 == "#ifndef" && $2 ~ /^WEIR_[A-Z_]+_H$/)
            asked = $2
        else
            complain()
    }
    END {
        print files + 0 " files looked at"
        exit bad || files == 0
    }
' $(find core/src -name '*.[ch]' ! -path 'core/src/base/*' | sort)
