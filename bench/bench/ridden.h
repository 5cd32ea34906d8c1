/* SPDX-License-Identifier: MIT */
/* weir on a loop of somebody's, as its users have it: what the contestants of weir share. Not which loop. */
#ifndef BENCH_RIDDEN_H
#define BENCH_RIDDEN_H

#include "bench/contestant.h"

struct weir;

/* Opens a weir that rides this loop, which `close` ends, with the weir or if it cannot be opened. NULL: it could not; a
 * loop that is NULL could not be opened itself. */
void *ridden_open(void *loop, int (*attach)(struct weir *w, void *loop), void (*close)(void *loop));
bool ridden_post(void *self, struct call *call);
void *ridden_loop(void *self);
struct weir *ridden_weir(void *self);
void ridden_close(void *self);

#endif
