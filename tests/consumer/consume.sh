#!/bin/sh
# SPDX-License-Identifier: MIT
# Plays the stranger who uses weir: installs it into a prefix of its own and builds a small project against that.
# Not a test of the library: the project only has to build, to link and to run its task.
#
#   consume.sh install|find_package|pkg_config|subproject|refused static|shared TREE WORK COMPONENTS
# COMPONENTS is a CMake list, core;libevent. WORK is a folder that all steps of one kind share.
set -eu

step=$1 kind=$2 tree=$3 work=$4/$2 components=$5
project=$tree/tests/consumer/project
prefix=$work/prefix
shared=OFF
[ "$kind" = shared ] && shared=ON
cmake=${CMAKE:-cmake}
mkdir -p "$work"

build_and_run() {
    "$cmake" --build "$1" --parallel 2
    (cd "$1" && "${CTEST:-ctest}" --output-on-failure --no-tests=error)
}

install_weir() {
    rm -rf "$prefix"
    "$cmake" -S "$tree" -B "$work/weir" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=$shared \
        -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_EXAMPLES=OFF -DWEIR_BUILD_BENCH=OFF -DCMAKE_INSTALL_LIBDIR=lib
    "$cmake" --build "$work/weir" --parallel 2
    "$cmake" --install "$work/weir" --prefix "$prefix"
}

# The prefix is moved first, as a package does that is built in one place and used in another.
use_find_package() {
    rm -rf "$work/moved" "$work/find_package"
    cp -R "$prefix" "$work/moved"
    "$cmake" -S "$project" -B "$work/find_package" -DCMAKE_PREFIX_PATH="$work/moved" \
        -DCONSUMER_COMPONENTS="$components"
    build_and_run "$work/find_package"
}

# Only the compiler and pkg-config, for one package and one source.
use_pkg_config_for() {
    source=$1
    shift
    program=$work/pkg_config/$source
    # The flags are words on purpose.
    # shellcheck disable=SC2046
    ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror "$project/$source.c" -o "$program" $(pkg-config --cflags --libs "$@")
    LD_LIBRARY_PATH=$prefix/lib "$program"
}

use_pkg_config() {
    mkdir -p "$work/pkg_config"
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
    export PKG_CONFIG_PATH
    use_pkg_config_for consume_core weir
    case $components in
    *libevent*) use_pkg_config_for consume_libevent weir-libevent libevent_core ;;
    esac
}

use_subproject() {
    rm -rf "$work/subproject"
    "$cmake" -S "$project" -B "$work/subproject" -DWEIR_TREE="$tree" -DBUILD_SHARED_LIBS=$shared \
        -DCONSUMER_COMPONENTS="$components"
    build_and_run "$work/subproject"
}

# Asking for what was not built must fail, and must say what is missing.
be_refused() {
    rm -rf "$work/refused"
    if "$cmake" -S "$project" -B "$work/refused" -DCMAKE_PREFIX_PATH="$prefix" -DCONSUMER_COMPONENTS="core;nonesuch" \
        >"$work/refused.log" 2>&1; then
        echo "a component that does not exist was found"
        exit 1
    fi
    grep "built without 'nonesuch'" "$work/refused.log"
}

case $step in
install) install_weir ;;
find_package) use_find_package ;;
pkg_config) use_pkg_config ;;
subproject) use_subproject ;;
refused) be_refused ;;
*) exit 2 ;;
esac
