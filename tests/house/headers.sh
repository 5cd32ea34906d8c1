#!/bin/sh
# SPDX-License-Identifier: MIT
# Every public header must compile alone, without a warning, as LANGUAGE with COMPILER. Not a check of what it says.
#
#   headers.sh TREE COMPILER LANGUAGE [OPTION...]      such as: headers.sh . clang c++17 --target=x86_64-pc-windows-msvc
set -u

tree=$1 compiler=$2 language=$3
shift 3
if ! command -v "$compiler" >/dev/null; then
    exec sh "$tree/tests/house/missing.sh" "the compiler $compiler"
fi
# In C++ gcc calls it a shadow when a function has the name of a struct, as weir_load has and as stat() always had.
case $language in
c++*) as=c++ shadow= ;;
*) as=c shadow=-Wshadow ;;
esac
bad=0 seen=0
for header in "$tree"/core/include/weir/*.h "$tree"/adapters/*/weir-*.h; do
    seen=$((seen + 1))
    "$compiler" -x "$as" -std="$language" -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion $shadow -Werror "$@" \
        -I"$tree/core/include" "$header" -include "$header" || bad=1
done
echo "$seen headers compiled by $compiler as $language" "$@"
[ "$seen" -ge 5 ] && exit $bad
exit 1
