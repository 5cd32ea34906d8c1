#!/bin/sh
# SPDX-License-Identifier: MIT
# Brings check, which the tests are written with, for 64-bit Windows: Debian has no package of it, so its source package
# is built. Not the tests themselves, nor Wine. The machine's apt sources are read and never changed.
#
#   check-for-mingw.sh [DIR]    DIR/include, DIR/lib and its .pc; as a rule build/check-mingw. Does nothing if they are there.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
prefix=${1:-$root/build/check-mingw}

fail() {
    echo "check-for-mingw: $*" >&2
    exit 1
}

# step WHAT COMMAND...: is silent about what goes well.
step() {
    what=$1
    shift
    if ! "$@" >"$work/log" 2>&1; then
        tail -n 30 "$work/log" | sed 's/^/    /' >&2
        fail "cannot $what: see above"
    fi
}

# offer FILE: one of the machine's own lists of sources, asked for source packages. False: it names none.
offer() {
    rm -f "$work"/parts/*
    case $1 in
    *.list) sed -n 's/^deb[[:space:]]/deb-src /p' "$1" >"$work/parts/machine.list" ;;
    *) sed 's/^[Tt]ypes:.*/Types: deb-src/' "$1" >"$work/parts/machine.sources" ;;
    esac
    grep -q '^[^#]*deb-src' "$work"/parts/*
}

# Lists and downloads of its own, and none of the machine's hooks.
write_apt_conf() {
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    cat >"$work/apt.conf" <<END
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "$(id -un)";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/parts";
Dir::State::lists "$work/lists";
Dir::Cache "$work/cache";
END
}

# apt compares what it downloads with the signed list of sources. Each file of them by itself: two that name one place in
# different ways are refused together. A source in it that does not answer does no harm if another has check.
download() {
    cd "$work" || return 1
    eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
    # shellcheck disable=SC2154 # apt-config has set them
    for file in "$list" "$parts"/*.list "$parts"/*.sources; do
        if [ -f "$file" ] && offer "$file"; then
            apt-get -c "$work/apt.conf" update
            apt-get -c "$work/apt.conf" source --download-only check && return
        fi
    done
    return 1
}

unpack() {
    mkdir -p "$work/source"
    for archive in "$work"/check_*.orig.tar.*; do
        [ -f "$archive" ] || continue
        tar -C "$work/source" --strip-components=1 -xf "$archive"
        return
    done
    return 1
}

configure() {
    cmake -S "$work/source" -B "$work/build" -DCMAKE_TOOLCHAIN_FILE="$root/cmake/mingw.cmake" \
        -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_INSTALL_PREFIX="$prefix" -DCHECK_ENABLE_TESTS=OFF
}

# Its target `check` is the static library; what it would install is the shared one too, which a linker prefers. Its own
# clock_gettime, for systems without, is always 0: taken out, so that nobody gets it in place of winpthreads'.
build() {
    cmake --build "$work/build" --target check --parallel "$(getconf _NPROCESSORS_ONLN)" &&
        x86_64-w64-mingw32-ar d "$work/build/src/libcheck.a" clock_gettime.c.obj
}

# The .pc comes last: with it, all is there.
install_it() {
    mkdir -p "$prefix/include" "$prefix/lib/pkgconfig" &&
        cp "$work/build/src/check.h" "$work/build/check_stdint.h" "$prefix/include" &&
        cp "$work/build/src/libcheck.a" "$prefix/lib" &&
        cp "$work/build/check.pc" "$prefix/lib/pkgconfig"
}

[ -f "$prefix/lib/pkgconfig/check.pc" ] && exit 0
for command in apt-get apt-config cmake tar x86_64-w64-mingw32-gcc; do
    command -v "$command" >/dev/null || fail "$command is not here"
done
mkdir -p "$prefix" || fail "cannot make $prefix"
prefix=$(cd "$prefix" && pwd)
work=$(mktemp -d) || fail "no temporary directory"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/parts"
write_apt_conf
step "get the source package of check by the machine's apt sources" download
step "unpack it" unpack
step "configure it for MinGW-w64" configure
step "build it" build
step "install it in $prefix" install_it
echo "check-for-mingw: it is in $prefix"
