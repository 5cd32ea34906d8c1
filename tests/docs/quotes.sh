#!/bin/sh
# SPDX-License-Identifier: MIT
# What a page quotes, a block of `text` for each sentence, must be what the program prints, and all that it prints; and its
# table has each code of error.h with its sentence. Not a check of the advice.
#
#   quotes.sh PAGE PROGRAM
set -u

page=$1 program=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$program" >"$work/all" || exit 1
sort -u "$work/all" >"$work/printed"
awk '
    /^```/ {
        if (inside)
            print sentence
        inside = $0 == "```text"
        sentence = ""
        next
    }
    inside { sentence = sentence (sentence == "" ? "" : " ") $0 }
' "$page" | sort -u >"$work/quoted"

bad=0
diff "$work/quoted" "$work/printed" >"$work/diff" || bad=1
sed -n 's/^< /the page quotes what nothing prints: /p; s/^> /printed, but not on the page: /p' "$work/diff"

"$program" --errors >"$work/errors" || exit 1
while IFS= read -r row; do
    if ! grep -qF -e "$row " "$page"; then
        echo "not in the table of codes: $row"
        bad=1
    fi
done <"$work/errors"

echo "$(grep -c . "$work/quoted") sentences and $(grep -c . "$work/errors") codes compared"
[ -s "$work/quoted" ] && [ -s "$work/errors" ] || bad=1
exit $bad
