/* SPDX-License-Identifier: MIT */
/* Whether a thread sleeps until something wakes it. Does not wait for it to. */
#ifndef BENCH_ASLEEP_H
#define BENCH_ASLEEP_H

#include <stdbool.h>
#include <stdint.h>

struct asleep {
    intptr_t thread; /* whatever this system knows it by */
};

/* Of the calling thread; false: it cannot be known here. */
bool asleep_open(struct asleep *asleep);

/* Any thread. */
bool asleep_now(const struct asleep *asleep);
void asleep_close(struct asleep *asleep);

#endif
