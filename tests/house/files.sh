#!/bin/sh
# SPDX-License-Identifier: MIT
# Every source file has its licence line first and is under 500 lines; C functions are at most 60. Not a check of
# layout: clang-format decides that.
#
#   files.sh TREE
set -u

cd "$1" || exit 1
sources() {
    find . \( -name build -o -name .git -o -name node_modules \) -prune -o -type f \( -name '*.[ch]' -o -name '*.sh' \
        -o -name '*.py' -o -name '*.cpp' -o -name '*.hpp' -o -name '*.mjs' -o -name '*.cmake' -o -name CMakeLists.txt \
        -o -path ./dev -o -path ./.ci/run \) -print
}
# shellcheck disable=SC2046 # no name in the tree has a space
awk '
    function complain(what) {
        print FILENAME ":" FNR ": " what
        bad = 1
    }
    FNR == 1 { files++; begun = 0 }
    FNR == 1 && !/^#!/ && !/SPDX-License-Identifier: MIT/ { complain("no licence line") }
    FNR == 1 { script = /^#!/ }
    FNR == 2 && script && !/SPDX-License-Identifier: MIT/ { complain("no licence line") }
    FNR == 500 { complain("500 lines") }
    FILENAME ~ /\.[ch]$/ && /^{/ { begun = FNR }
    FILENAME ~ /\.[ch]$/ && /^}/ && begun {
        if (FNR - begun > 60)
            complain("a function of " FNR - begun " lines")
        begun = 0
    }
    END {
        print files + 0 " files looked at"
        exit bad || files == 0
    }
' $(sources | sort)
