#!/bin/sh
# SPDX-License-Identifier: MIT
# Takes the blocks of C out of a page, each into a file that is named by the header of weir that it includes: glib.c for
# weir-glib.h, pump.c for weir/pump.h. With python as LANGUAGE, the one block of Python. Compiles nothing.
#
#   snippets.sh PAGE LANGUAGE DIRECTORY
set -u

awk -v language="$2" -v directory="$3" '
    function flush() {
        if (name == "") {
            print FILENAME ":" FNR ": a block that includes no header of weir" >"/dev/stderr"
            bad = 1
            return
        }
        if (name in seen) {
            print FILENAME ":" FNR ": a second block for " name >"/dev/stderr"
            bad = 1
        }
        seen[name] = 1
        printf "%s", block >(directory "/" name)
    }
    /^```/ && inside { flush(); inside = 0; next }
    $0 == "```" language { inside = 1; block = ""; name = language == "python" ? "page.py" : ""; next }
    inside { block = block $0 "\n" }
    inside && /^#include <weir[-\/]/ && name == "" {
        name = $0
        sub(/^#include <weir[-\/]/, "", name)
        sub(/\.h>.*/, ".c", name)
    }
    END { exit bad || FNR == 0 }
' "$1"
