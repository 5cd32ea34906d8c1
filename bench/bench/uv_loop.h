/* SPDX-License-Identifier: MIT */
/* A libuv loop with the one uv_async_t and the mutex that the libuv contestants share. Not their
 * queues. */
#ifndef BENCH_UV_LOOP_H
#define BENCH_UV_LOOP_H

#include <stdbool.h>
#include <uv.h>

/* The first member of a contestant's own struct. */
struct uv_side {
    uv_loop_t loop;
    uv_async_t async;
    uv_mutex_t lock; /* guards the contestant's queue */
};

bool uv_side_init(struct uv_side *side, uv_async_cb drain);
void uv_side_fini(struct uv_side *side);

/* The contestants' run and stop. */
void uv_side_run(void *side);
void uv_side_stop(void *side);

#endif
