#!/bin/sh
# SPDX-License-Identifier: MIT
# Where programs for Windows run: a Wine prefix, an X server and a window manager, which tests share as long as it lasts.
# Not how laws are run there (run.py).
#
#   session.sh begin DIR             makes it in DIR; one that was left there ends first
#   session.sh run DIR COMMAND...    runs a command in it, such as: wine program.exe
#   session.sh end DIR               ends all that runs in it, and removes DIR
set -u

patience=60 # seconds, for what takes one or two

fail() {
    echo "session: $*" >&2
    exit 1
}

# A debugger would take a crash's exit status away; without .NET and HTML Wine does not ask for them.
enter() {
    WINEPREFIX=$dir/prefix
    WINEDEBUG=-all
    WINEDLLOVERRIDES="winedbg.exe=d;winemenubuilder.exe=d;mscoree,mshtml="
    HOME=$dir/home
    XDG_RUNTIME_DIR=$dir/home
    DISPLAY=:$(cat "$dir/display" 2>/dev/null)
    export WINEPREFIX WINEDEBUG WINEDLLOVERRIDES HOME XDG_RUNTIME_DIR DISPLAY
    unset XAUTHORITY WAYLAND_DISPLAY
}

# wait_for WHAT COMMAND...
wait_for() {
    what=$1
    shift
    tries=$((patience * 20))
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "waited $patience s for $what: see $dir/*.log"
        sleep 0.05
    done
}

# Nobody waits for what is started here, so it keeps nothing open but its log.
start_display() {
    Xvfb -displayfd 3 -screen 0 1280x800x24 -noreset -nolisten tcp </dev/null >"$dir/Xvfb.log" 2>&1 3>"$dir/display" &
    echo $! >"$dir/Xvfb.pid"
    wait_for "the X server" test -s "$dir/display"
}

# Without a window manager each dialog takes two seconds to close; who has none does without.
start_window_manager() {
    if ! command -v openbox >/dev/null || ! command -v xdotool >/dev/null; then
        return
    fi
    openbox --sm-disable </dev/null >"$dir/openbox.log" 2>&1 &
    echo $! >"$dir/openbox.pid"
    wait_for "the window manager" xdotool get_num_desktops
}

# The first program makes the prefix, which takes seconds. Windows lie in a desktop of Wine's own, where Wine itself moves
# and sizes them as Windows does; the window manager only holds that desktop.
choose_desktop() {
    explorer='HKCU\Software\Wine\Explorer'
    timeout 300 wine reg add "$explorer" /v Desktop /d Default /f &&
        timeout 60 wine reg add "$explorer\Desktops" /v Default /d 1270x750 /f
}

# On a busy machine the first program of a new prefix fails now and then ("ShellExecuteEx failed: Internal error"), and
# does not when it is tried again.
make_prefix() {
    tries=3
    until choose_desktop </dev/null >>"$dir/wine.log" 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "Wine does not start: $(tail -n 1 "$dir/wine.log")"
        wineserver -k
        wineserver -w
    done
    wineserver -k # what runs already has not heard of it
    wineserver -w
    # One that leaves when nothing runs would be on its way out when two programs begin at that moment, which then fail.
    wineserver -p </dev/null >>"$dir/wine.log" 2>&1
}

begin() {
    end
    mkdir -p "$dir/home" || fail "cannot make $dir"
    chmod 700 "$dir/home"
    enter
    start_display
    enter
    start_window_manager
    make_prefix
}

# stop NAME: if what has that process number is still what was started.
stop() {
    pid=$(cat "$dir/$1.pid" 2>/dev/null) || return 0
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$1" ] && kill "$pid"
}

end() {
    [ -d "$dir" ] || return 0
    [ -d "$dir/home" ] || fail "$dir is not a session: it is left alone"
    enter
    if [ -d "$WINEPREFIX" ]; then
        wineserver -k
        wineserver -w
    fi
    stop openbox
    stop Xvfb
    rm -rf "$dir"
}

[ $# -ge 2 ] || fail "usage: session.sh begin|run|end DIR [COMMAND...]"
command=$1 dir=$2
shift 2
case $dir in
/*) ;;
*) dir=$PWD/$dir ;;
esac
case $command in
begin) begin ;;
run)
    [ -s "$dir/display" ] || fail "there is no session in $dir"
    enter
    exec "$@"
    ;;
end) end ;;
*) fail "unknown: $command" ;;
esac
