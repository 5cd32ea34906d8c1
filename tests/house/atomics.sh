#!/bin/sh
# SPDX-License-Identifier: MIT
# Atomics live in the files that atomics.txt lists, each with a reason; where the list says relaxed, no other order is
# used. Not a check that an order is right: tests/prove and the thread sanitizer are.
#
#   atomics.sh TREE
set -u

cd "$1" || exit 1
list=tests/house/atomics.txt
# shellcheck disable=SC2046 # no name in the tree has a space
awk '
    FNR == 1 { comment = 0 }
    FILENAME == ARGV[1] {
        if ($0 !~ /^#/ && NF) {
            if (NF < 3 || $2 !~ /^(ordered|relaxed)$/) {
                print FILENAME ":" FNR ": wants a file, ordered or relaxed, and a reason"
                bad = 1
            }
            kind[$1] = $2
        }
        next
    }
    {
        # The code of the line, without its comments.
        code = $0
        if (comment && !sub(/^.*\*\//, "", code))
            next
        comment = 0
        gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, " ", code)
        if (sub(/\/\*.*/, "", code))
            comment = 1
    }
    code ~ /(^|[^a-z_])(atom_[a-z0-9_]+|_Atomic|atomic_[a-z_]+|__atomic_[a-z_]+|__sync_[a-z_]+)/ {
        used[FILENAME] = 1
        if (!(FILENAME in kind)) {
            print FILENAME ":" FNR ": an atomic outside the listed files: " $0
            bad = 1
        }
    }
    (FILENAME in kind) && kind[FILENAME] == "relaxed" && code ~ /[,(][ \t]*(acquire|release|acq_rel|seq_cst)[ \t]*[,)]/ {
        print FILENAME ":" FNR ": an order in a file that is listed as relaxed: " $0
        bad = 1
    }
    END {
        for (file in kind) {
            listed++
            if (!(file in used)) {
                print file ": listed, but uses no atomic"
                bad = 1
            }
        }
        print listed + 0 " files with atomics"
        exit bad || listed == 0
    }
' "$list" $(find core/src -name '*.[ch]' ! -path 'core/src/base/*' | sort)
