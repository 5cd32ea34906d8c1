#!/bin/sh
# SPDX-License-Identifier: MIT
# Takes the blocks of C out of a page, each into a file that is named by the header of weir that it includes: glib.c for
# weir-glib.h, pump.c for weir/pump.h. With python as LANGUAGE, the one block of Python. Compiles nothing.
#
# A block whose fence names it, "```c sleep_after", goes to sleep_after.c, behind an include of the page's block page.h.
# What the host calls there begins with on_, and bears the block's name for the linker, sleep_after_on_clicked: so one
# page may show two of the same name, and one program has them all.
#
#   snippets.sh PAGE LANGUAGE DIRECTORY
set -u

awk -v language="$2" -v directory="$3" '
    function complain(what) {
        print FILENAME ":" FNR ": " what >"/dev/stderr"
        bad = 1
    }
    function flush() {
        if (name == "") {
            complain("a block that includes no header of weir, and has no name")
            return
        }
        if (name in seen)
            complain("a second block for " name)
        seen[name] = 1
        printf "%s", hooks block >(directory "/" name)
    }
    function begin(named) {
        inside = 1
        block = hooks = ""
        name = language == "python" ? "page.py" : named
        stem = ""
        if (named != "" && named !~ /\.h$/) {
            stem = named
            name = named ".c"
            hooks = "#include \"page.h\"\n"
            block = "#line " FNR + 1 " \"" FILENAME "\"\n"
        }
    }
    /^```/ && inside { flush(); inside = 0; next }
    $0 == "```" language { begin(""); next }
    $1 == "```" language && NF == 2 { begin($2); next }
    inside { block = block $0 "\n" }
    inside && stem != "" && /^on_[a-z_]+\(/ {
        hook = substr($0, 1, index($0, "(") - 1)
        hooks = hooks "#define " hook " " stem "_" hook "\n"
    }
    inside && /^#include <weir[-\/]/ && name == "" {
        name = $0
        sub(/^#include <weir[-\/]/, "", name)
        sub(/\.h>.*/, ".c", name)
    }
    END { exit bad || FNR == 0 }
' "$1"
