/* SPDX-License-Identifier: MIT */
/* Runs the libuv loop under the libuv contestants. Queues nothing. */
#include "bench/uv_loop.h"

bool
uv_side_init(struct uv_side *side, uv_async_cb drain)
{
    return uv_loop_init(&side->loop) == 0 && uv_mutex_init(&side->lock) == 0 &&
           uv_async_init(&side->loop, &side->async, drain) == 0;
}

void
uv_side_fini(struct uv_side *side)
{
    uv_close((uv_handle_t *)&side->async, NULL);
    uv_run(&side->loop, UV_RUN_DEFAULT);
    uv_loop_close(&side->loop);
    uv_mutex_destroy(&side->lock);
}

void
uv_side_run(void *side)
{
    uv_run(&((struct uv_side *)side)->loop, UV_RUN_DEFAULT);
}

void
uv_side_stop(void *side)
{
    uv_stop(&((struct uv_side *)side)->loop);
}
