#!/bin/sh
# SPDX-License-Identifier: MIT
# Every link of a page to a file of the tree, or to a heading of a page, leads somewhere. Not a check of links to elsewhere.
#
#   links.sh TREE
set -u

cd "$1" || exit 1

# The anchors that GitHub gives the headings of a page: lower case, spaces to hyphens, punctuation gone.
anchors() {
    awk '/^```/ { inside = !inside } !inside && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
        sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

links() {
    awk '/^```/ { inside = !inside; next } !inside' "$1" | grep -o '](\([^)]*\))' | sed 's/^](//; s/)$//' | sort -u
}

bad=0 seen=0
for page in $(find . \( -name build -o -name .git -o -name node_modules \) -prune -o -name '*.md' -print | sort); do
    for link in $(links "$page"); do
        case $link in http*) continue ;; esac
        seen=$((seen + 1))
        file=${link%%#*} anchor=
        case $link in *'#'*) anchor=${link#*#} ;; esac
        target=${page%/*}/$file
        [ -n "$file" ] || target=$page
        if [ ! -e "$target" ] || { [ -n "$anchor" ] && ! anchors "$target" | grep -qxF -e "$anchor"; }; then
            echo "$page: $link leads nowhere"
            bad=1
        fi
    done
done
echo "$seen links followed"
[ "$seen" -gt 0 ] || bad=1
exit $bad
