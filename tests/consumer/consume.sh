#!/bin/sh
# SPDX-License-Identifier: MIT
# Plays the stranger who uses weir: installs it into a prefix of its own and builds a small project against that.
# Not a test of the library: the project only has to build, to link and to run its task.
#
#   consume.sh install|find_package|pkg_config|subproject|refused static|shared TREE WORK COMPONENTS
# COMPONENTS is a CMake list, core;glib;libevent. WORK is a folder that all steps of one kind share.
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

# use_pkg_config_for PACKAGE SOURCE COMPILER...: only a compiler and pkg-config, and the modules of the host.
use_pkg_config_for() {
    package=$1 source=$project/$2
    shift 2
    program=$work/pkg_config/$package
    # shellcheck disable=SC2046 # the flags are words on purpose
    set -- "$@" -Wall -Wextra -Werror "$source" -o "$program" $(pkg-config --cflags --libs "$package") \
        $(pkg-config --cflags --libs $host_modules)
    "$@"
    LD_LIBRARY_PATH=$prefix/lib "$program"
}

use_pkg_config() {
    mkdir -p "$work/pkg_config"
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
    export PKG_CONFIG_PATH
    for component in $(echo "$components" | tr ';' ' '); do
        case $component in
        core) host_modules='' && use_pkg_config_for weir consume_core.c "${CC:-cc}" -std=gnu11 ;;
        glib) host_modules=glib-2.0 && use_pkg_config_for weir-glib consume_glib.c "${CC:-cc}" -std=gnu11 ;;
        libevent) host_modules=libevent_core && use_pkg_config_for weir-libevent consume_libevent.c "${CC:-cc}" -std=gnu11 ;;
        qt5) host_modules=Qt5Core && use_pkg_config_for weir-qt5 consume_qt.cpp "${CXX:-c++}" -std=c++17 -fPIC ;;
        qt6) host_modules=Qt6Core && use_pkg_config_for weir-qt6 consume_qt.cpp "${CXX:-c++}" -std=c++17 -fPIC ;;
        esac
    done
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
