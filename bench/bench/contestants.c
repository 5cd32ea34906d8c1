/* SPDX-License-Identifier: MIT */
/* The table of contestants that this build has. Makes none of them. */
#include "bench/contestant.h"

#include <stddef.h>

/* Each weir, then the ways of its own loop, then those of no loop that weir has a pump for; last those that may be
 * left out. */
const struct contestant *const contestants[] = {
#ifdef BENCH_HAS_LIBEVENT
    &weir_libevent, &libevent_once,
#endif
#ifdef BENCH_HAS_GLIB
    &weir_glib,     &glib_source,   &glib_idle,
#endif
#ifdef BENCH_QT5
    &weir_qt5,      &qt5_invoke,    &qt5_event,
#endif
#ifdef BENCH_QT6
    &weir_qt6,      &qt6_invoke,    &qt6_event,
#endif
    &weir_manual,
#ifdef BENCH_HAS_LIBUV
    &uv_list,       &uv_array,
#endif
    &ring_64,       &ring_32,       &eventfd_each, &weir_win32, &post_message, &queue_apc, NULL,
};

const char *const contestants_absent[] = {
#ifndef BENCH_HAS_LIBEVENT
    "libevent",
#endif
#ifndef BENCH_HAS_GLIB
    "GLib",
#endif
#ifndef BENCH_QT5
    "Qt 5",
#endif
#ifndef BENCH_QT6
    "Qt 6",
#endif
#ifndef BENCH_HAS_LIBUV
    "libuv",
#endif
    NULL,
};
