#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes of each line of C in the second column of a page's tables a function, and a list of them, for row.h. A line that
# names `job` is a step; one that begins with `return` is all of its step. A cell that is not code, or begins with a word
# of prose, has nothing to compile. Compiles nothing.
#
#   rows.sh PAGE >FILE
set -u

awk -F '\\|' '
    BEGIN { print "#include \"page.h\"\n#include \"row.h\"\n" }
    /^```/ { inside = !inside }
    !inside && NF >= 4 && $3 ~ /^ `.*` *$/ {
        code = $3
        gsub(/^ `|` *$/, "", code)
        if (code ~ /`/) {
            print FILENAME ":" FNR ": two lines of code in one cell" >"/dev/stderr"
            bad = 1
        }
        if (code !~ /[(,]job[,)]/)
            text = "static int64_t\nrow_" FNR "(void)\n{\n#line " FNR " \"" FILENAME "\"\n    return (int64_t)(" code ");\n}\n"
        else {
            if (code !~ /^return /)
                code = "return (int64_t)(" code ") < 0 ? weir_fail(job, \"refused\") : weir_done(job, NULL);"
            text = "static int\nrow_" FNR "(struct weir_job *job, void *unused)\n{\n    (void)unused;\n"
            text = text "#line " FNR " \"" FILENAME "\"\n    " code "\n}\n"
        }
        print text
        written = $3
        gsub(/["\\]/, "\\\\&", written)
        list = list "    {" FNR ", \"" written "\", " (code ~ /^return/ ? "NULL, row_" FNR : "row_" FNR ", NULL") "},\n"
        rows++
    }
    END {
        print "const struct row rows[] = {\n" list "};\nconst int row_count = " rows + 0 ";"
        exit bad || rows == 0
    }
' "$1"
