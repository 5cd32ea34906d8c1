/* SPDX-License-Identifier: MIT */
/* The table of contestants that this build has. Makes none of them. */
#include "bench/contestant.h"

#include <stddef.h>

const struct contestant *const contestants[] = {
#ifdef BENCH_HAS_LIBEVENT
    &weir_libevent,
#endif
    &weir_manual,
#ifdef BENCH_HAS_LIBEVENT
    &libevent_once,
#endif
#ifdef BENCH_HAS_LIBUV
    &uv_list,       &uv_array,
#endif
    &ring_64,       &ring_32,  &eventfd_each, NULL,
};

#if defined(BENCH_HAS_LIBEVENT) && defined(BENCH_HAS_LIBUV)
const char *const contestants_absent = NULL;
#elif defined(BENCH_HAS_LIBEVENT)
const char *const contestants_absent = "libuv";
#elif defined(BENCH_HAS_LIBUV)
const char *const contestants_absent = "libevent";
#else
const char *const contestants_absent = "libevent and libuv";
#endif
