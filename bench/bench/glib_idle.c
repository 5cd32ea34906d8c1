/* SPDX-License-Identifier: MIT */
/* GLib's best known way to have something called from another thread: g_idle_add, behind the host's own events. Not a
 * source at another priority: that is glib_source.c. */
#include "bench/contestant.h"
#include "bench/glib_loop.h"

static bool
idle_post(void *self, struct call *call)
{
    (void)self;
    return g_idle_add(glib_run_call, call) != 0;
}

const struct contestant glib_idle = {
    .name = "g_idle_add",
    .weir = &weir_glib,
    .open = glib_loop_open,
    .post = idle_post,
    .run = glib_loop_run,
    .stop = glib_loop_stop,
    .close = glib_loop_close,
};
