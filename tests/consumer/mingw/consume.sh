#!/bin/sh
# SPDX-License-Identifier: MIT
# Plays the stranger who cross-compiles for Windows with an installed weir, and runs the result on Wine. For this system's
# own compiler there is ../consume.sh.
#
#   consume.sh install|find_package|pkg_config static|shared TREE WORK
# WORK is a folder that all steps of one kind share. Wine finds DLLs in WORK/KIND/prefix/bin and nowhere else.
set -eu

step=$1 kind=$2 tree=$3 work=$4/$2
project=$tree/tests/consumer/project
toolchain=$tree/cmake/mingw.cmake
prefix=$work/prefix
shared=OFF
[ "$kind" = shared ] && shared=ON
cmake=${CMAKE:-cmake}
mkdir -p "$work"

install_weir() {
    rm -rf "$prefix"
    "$cmake" -S "$tree" -B "$work/weir" -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_BUILD_TYPE=Release \
        -DBUILD_SHARED_LIBS=$shared -DWEIR_WITH_WIN32=ON -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_EXAMPLES=OFF \
        -DWEIR_BUILD_BENCH=OFF -DCMAKE_INSTALL_LIBDIR=lib
    "$cmake" --build "$work/weir" --parallel 2
    "$cmake" --install "$work/weir" --prefix "$prefix"
}

# run FOLDER COMMAND...: there, with the DLLs that were installed in `used`; an absolute path is one of Wine's drive Z.
run() {
    cd "$1"
    shift
    WINEPATH="Z:$used/bin" "$@"
}

# The prefix is moved first, as a package does that is built in one place and used in another.
use_find_package() {
    used=$work/moved
    rm -rf "$used" "$work/find_package"
    cp -R "$prefix" "$used"
    "$cmake" -S "$project" -B "$work/find_package" -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_PREFIX_PATH="$used" \
        -DCMAKE_CROSSCOMPILING_EMULATOR=wine -DCONSUMER_COMPONENTS="core;win32"
    "$cmake" --build "$work/find_package" --parallel 2
    run "$work/find_package" "${CTEST:-ctest}" --output-on-failure --no-tests=error
}

# use_pkg_config_for PACKAGE SOURCE: only a compiler and pkg-config.
use_pkg_config_for() {
    # shellcheck disable=SC2046 # the flags are words on purpose
    x86_64-w64-mingw32-gcc -std=gnu11 -Wall -Wextra -Werror "$project/$2" -o "$work/pkg_config/$1.exe" \
        $(pkg-config --cflags --libs "$1")
    (run "$work/pkg_config" wine "$1.exe")
}

use_pkg_config() {
    used=$prefix
    PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig
    export PKG_CONFIG_LIBDIR
    unset PKG_CONFIG_PATH
    mkdir -p "$work/pkg_config"
    use_pkg_config_for weir consume_core.c
    use_pkg_config_for weir-win32 consume_win32.c
}

case $step in
install) install_weir ;;
find_package) use_find_package ;;
pkg_config) use_pkg_config ;;
*) exit 2 ;;
esac
