# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034 # what ./dev sets, whose part this is
# The lint of ./dev: four tools, each over all that is ours. Not the checks of the house, which are tests (CMakeLists.txt).

find_sources() {
    (cd "$root" && find . \( -name build -o -name .git -o -name node_modules \) -prune -o -type f "$@" -print | sort)
}

lint_layout() {
    # shellcheck disable=SC2046 # no name in the tree has a space
    (cd "$root" && clang-format --dry-run -Werror $(find_sources \( -name '*.[ch]' -o -name '*.cpp' \)))
}

# The files that a preset compiles, in build/log/tidy-PRESET.txt, and how, in a folder of the same name.
files_of() {
    configure "$1" >"$logs/tidy-configure.log" 2>&1 && mkdir -p "$logs/tidy-$1" || return 1
    awk -f "$root/tests/house/distinct_commands.awk" "$root/build/$1/compile_commands.json" \
        >"$logs/tidy-$1/compile_commands.json" &&
        sed -n 's/^ *"file": "\(.*\)",*$/\1/p' "$logs/tidy-$1/compile_commands.json" | sort -u >"$logs/tidy-$1.txt"
}

# The files that the dev preset compiles, and of those for Windows the ones that it does not.
lint_tidy() {
    files_of dev || return 1
    xargs -P "$jobs" -n 4 clang-tidy -p "$logs/tidy-dev" --quiet <"$logs/tidy-dev.txt" || return 1
    has gcc-mingw-w64-x86-64 || return 0
    files_of mingw || return 1
    grep -vxFf "$logs/tidy-dev.txt" "$logs/tidy-mingw.txt" | grep -v "^$root/build/" |
        xargs -P "$jobs" -n 4 clang-tidy -p "$logs/tidy-mingw" --quiet --extra-arg=-isystem/usr/share/mingw-w64/include
}

# Suppressed: in weir_turn `next` is made to point at a local, which cppcheck takes for a read.
lint_cppcheck() {
    (cd "$root" && cppcheck --quiet --std=c11 --enable=warning,portability,performance --error-exitcode=1 \
        --inline-suppr --suppress=uninitvar:core/src/executor/turn.c -UWEIR_RELACY -U_MSC_VER \
        -I core/include -I core/src -I adapters/libevent -I bench core adapters bench examples)
}

lint_shell() {
    (cd "$root" && find_sources \( -name '*.sh' -o -path ./dev -o -path ./.ci/run -o -path ./tests/prove/run \
        -o -path ./tests/prove/all -o -path ./tests/systems/prove \) |
        xargs shellcheck -s sh -x)
}

lint_one() {
    if ! has "$1"; then
        echo "lint: $1 is not here: skipped"
        add_counts "0 passed, 0 failed, 1 skipped"
    elif "$2"; then
        echo "lint: $1 has nothing to say"
        passed=$((passed + 1))
    else
        echo "lint: $1 FAILED, see above"
        failed=$((failed + 1))
    fi
}

# In a subshell, so that its counts are its own.
run_lint() (
    passed=0 failed=0 skipped=0
    mkdir -p "$logs"
    lint_one clang-format lint_layout
    lint_one shellcheck lint_shell
    lint_one cppcheck lint_cppcheck
    lint_one clang-tidy lint_tidy
    closing_line
    [ "$failed" -eq 0 ]
)
