/* SPDX-License-Identifier: MIT */
/* weir on GLib, as its users have it. The ways without weir are glib_source.c and glib_idle.c. */
#include "bench/contestant.h"
#include "bench/glib_loop.h"

#include <weir-glib.h>

#include <stdlib.h>

struct ridden {
    struct weir *w;
    void *loop;
};

static void
ridden_close(void *self)
{
    struct ridden *ridden = self;

    if (ridden->w) {
        weir_close(ridden->w, WEIR_DROP, WEIR_S(5));
        weir_free(ridden->w);
    }
    glib_loop_close(ridden->loop);
    free(ridden);
}

static void *
ridden_open(void)
{
    const struct weir_options options = {.capacity = WINDOW};
    struct ridden *ridden = calloc(1, sizeof *ridden);

    if (!ridden)
        return NULL;
    ridden->loop = glib_loop_open();
    if (weir_new(&ridden->w, &options) == 0 &&
        weir_glib_attach(ridden->w, g_main_loop_get_context(ridden->loop)) == 0)
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
    glib_loop_run(((struct ridden *)self)->loop);
}

static void
ridden_stop(void *self)
{
    glib_loop_stop(((struct ridden *)self)->loop);
}

const struct contestant weir_glib = {
    .name = "weir (GLib)",
    .bounded = true,
    .open = ridden_open,
    .post = ridden_post,
    .run = ridden_run,
    .stop = ridden_stop,
    .close = ridden_close,
};
