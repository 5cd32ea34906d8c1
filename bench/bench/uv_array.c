/* SPDX-License-Identifier: MIT */
/* The libuv idiom without its allocations: two arrays under a mutex, swapped when the loop comes to
 * drain one. */
#include "bench/contestant.h"
#include "bench/uv_loop.h"

#include <stdlib.h>

struct array {
    struct call **calls;
    size_t count;
    size_t room;
};

struct arrays {
    struct uv_side side;
    struct array filling;  /* guarded by the side's lock */
    struct array draining; /* the loop thread's own */
};

static void
drain(uv_async_t *async)
{
    struct arrays *arrays = (struct arrays *)async->loop;

    uv_mutex_lock(&arrays->side.lock);
    struct array full = arrays->filling;
    arrays->filling = arrays->draining;
    uv_mutex_unlock(&arrays->side.lock);
    for (size_t i = 0; i < full.count; i++)
        full.calls[i]->run(full.calls[i]);
    full.count = 0;
    arrays->draining = full;
}

static void *
array_open(void)
{
    struct arrays *arrays = calloc(1, sizeof *arrays);

    if (arrays && uv_side_init(&arrays->side, drain))
        return arrays;
    free(arrays);
    return NULL;
}

static bool
add(struct array *array, struct call *call)
{
    if (array->count == array->room) {
        size_t room = array->room ? 2 * array->room : WINDOW;
        struct call **calls = realloc(array->calls, room * sizeof(struct call *));
        if (!calls)
            return false;
        array->calls = calls;
        array->room = room;
    }
    array->calls[array->count++] = call;
    return true;
}

static bool
array_post(void *self, struct call *call)
{
    struct arrays *arrays = self;

    uv_mutex_lock(&arrays->side.lock);
    bool added = add(&arrays->filling, call);
    uv_mutex_unlock(&arrays->side.lock);
    return added && uv_async_send(&arrays->side.async) == 0;
}

static void
array_close(void *self)
{
    struct arrays *arrays = self;

    uv_side_fini(&arrays->side);
    free(arrays->filling.calls);
    free(arrays->draining.calls);
    free(arrays);
}

const struct contestant uv_array = {
    .name = "mutex array + uv_async",
    .open = array_open,
    .post = array_post,
    .run = uv_side_run,
    .stop = uv_side_stop,
    .close = array_close,
};
