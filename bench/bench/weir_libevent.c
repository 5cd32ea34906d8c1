/* SPDX-License-Identifier: MIT */
/* weir on libevent, as its users have it. */
#include "bench/contestant.h"

#include <weir-libevent.h>

#include <event2/event.h>
#include <stdlib.h>

struct ridden {
    struct weir *w;
    struct event_base *base;
};

static void
ridden_close(void *self)
{
    struct ridden *ridden = self;

    if (ridden->w) {
        weir_close(ridden->w, WEIR_DROP, WEIR_S(5));
        weir_free(ridden->w);
    }
    if (ridden->base)
        event_base_free(ridden->base);
    free(ridden);
}

static void *
ridden_open(void)
{
    const struct weir_options options = {.capacity = WINDOW};
    struct ridden *ridden = calloc(1, sizeof *ridden);

    if (!ridden)
        return NULL;
    ridden->base = event_base_new();
    if (ridden->base && weir_new(&ridden->w, &options) == 0 &&
        weir_libevent_attach(ridden->w, ridden->base, NULL) == 0)
        return ridden;
    ridden_close(ridden);
    return NULL;
}

static bool
ridden_post(void *self, struct call *call)
{
    return weir_post(((struct ridden *)self)->w, call->run, call) >= 0;
}

static void
ridden_run(void *self)
{
    event_base_dispatch(((struct ridden *)self)->base);
}

static void
ridden_stop(void *self)
{
    event_base_loopbreak(((struct ridden *)self)->base);
}

const struct contestant weir_libevent = {
    .name = "weir (libevent)",
    .bounded = true,
    .open = ridden_open,
    .post = ridden_post,
    .run = ridden_run,
    .stop = ridden_stop,
    .close = ridden_close,
};
