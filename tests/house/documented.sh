#!/bin/sh
# SPDX-License-Identifier: MIT
# Every public function must carry its comment: "name: ...", then Threads, Blocks, Owns and Returns, in this order.
# Not a judge of whether the comment is true.
#
#   documented.sh TREE
set -u

awk '
    function complain(what) {
        printf "%s:%d: %s %s\n", FILENAME, FNR, name, what
        bad = 1
    }
    function judge(    n, i) {
        functions++
        if (title != name)
            complain("has no comment that begins with its name")
        n = split("Threads Blocks Owns Returns", wanted, " ")
        for (i = 1; i <= n; i++)
            if (!(wanted[i] in at))
                complain("does not say " wanted[i])
            else if (i > 1 && wanted[i - 1] in at && at[wanted[i]] < at[wanted[i - 1]])
                complain("says " wanted[i] " before " wanted[i - 1])
    }
    function forget() {
        title = ""
        split("", at)
    }
    /^\/\*\*/ { forget(); next }
    /^ \* weir_[a-z0-9_]+: / && title == "" { title = substr($2, 1, length($2) - 1) }
    /^ \* (Threads|Blocks|Owns|Returns):  / { at[substr($2, 1, length($2) - 1)] = FNR }
    /^WEIR_API / {
        name = $0
        sub(/\(.*/, "", name)
        sub(/.*[ *]/, "", name)
        judge()
        forget()
    }
    END {
        print functions + 0 " public functions looked at"
        exit bad || functions == 0
    }
' "$1"/core/include/weir/*.h "$1"/adapters/*/weir-*.h
