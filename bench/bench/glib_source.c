/* SPDX-License-Identifier: MIT */
/* A GSource for each task, attached to the context at the priority of the host's own events: what g_main_context_invoke
 * does for a thread that does not run the context. Not g_idle_add: that is glib_idle.c. */
#include "bench/contestant.h"
#include "bench/glib_loop.h"

static bool
source_post(void *self, struct call *call)
{
    GSource *source = g_idle_source_new();

    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(source, glib_run_call, call, NULL);
    g_source_attach(source, g_main_loop_get_context(self));
    g_source_unref(source);
    return true;
}

const struct contestant glib_source = {
    .name = "one GSource per task",
    .weir = &weir_glib,
    .open = glib_loop_open,
    .post = source_post,
    .run = glib_loop_run,
    .stop = glib_loop_stop,
    .close = glib_loop_close,
};
