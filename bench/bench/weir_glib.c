/* SPDX-License-Identifier: MIT */
/* weir on GLib, as its users have it. The ways without weir are glib_source.c and glib_idle.c. */
#include "bench/glib_loop.h"
#include "bench/ridden.h"

#include <weir-glib.h>

static int
attach(struct weir *w, void *loop)
{
    return weir_glib_attach(w, g_main_loop_get_context(loop));
}

static void *
open_ridden(void)
{
    return ridden_open(glib_loop_open(), attach, glib_loop_close);
}

static void
run(void *self)
{
    glib_loop_run(ridden_loop(self));
}

static void
stop(void *self)
{
    glib_loop_stop(ridden_loop(self));
}

const struct contestant weir_glib = {
    .name = "weir (GLib)",
    .bounded = true,
    .open = open_ridden,
    .post = ridden_post,
    .run = run,
    .stop = stop,
    .close = ridden_close,
};
