/* SPDX-License-Identifier: MIT */
/* An eventfd in an epoll set: the least that wakes a sleeping thread on Linux. Says nothing about
 * when to ring it. */
#ifndef BENCH_BELL_H
#define BENCH_BELL_H

#include <stdbool.h>

struct bell {
    int set;
    int event;
};

bool bell_init(struct bell *bell);
void bell_fini(struct bell *bell);

/* Any thread. */
void bell_ring(const struct bell *bell);

/* Sleeps up to timeout_ms (-1: for ever) until it rings, and takes the ring back. */
void bell_wait(const struct bell *bell, int timeout_ms);

#endif
