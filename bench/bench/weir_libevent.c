/* SPDX-License-Identifier: MIT */
/* weir on libevent, as its users have it. */
#include "bench/ridden.h"

#include <weir-libevent.h>

#include <event2/event.h>

static int
attach(struct weir *w, void *loop)
{
    return weir_libevent_attach(w, loop, NULL);
}

static void
free_base(void *base)
{
    event_base_free(base);
}

static void *
open_ridden(void)
{
    return ridden_open(event_base_new(), attach, free_base);
}

static void
run(void *self)
{
    event_base_dispatch(ridden_loop(self));
}

static void
stop(void *self)
{
    event_base_loopbreak(ridden_loop(self));
}

const struct contestant weir_libevent = {
    .name = "weir (libevent)",
    .bounded = true,
    .open = open_ridden,
    .post = ridden_post,
    .run = run,
    .stop = stop,
    .close = ridden_close,
};
