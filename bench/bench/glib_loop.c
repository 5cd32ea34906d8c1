/* SPDX-License-Identifier: MIT */
/* Runs the GMainLoop under the GLib contestants. Posts nothing. */
#include "bench/glib_loop.h"

#include "bench/contestant.h"

void *
glib_loop_open(void)
{
    return g_main_loop_new(NULL, FALSE);
}

void
glib_loop_run(void *loop)
{
    g_main_loop_run(loop);
}

void
glib_loop_stop(void *loop)
{
    g_main_loop_quit(loop);
}

void
glib_loop_close(void *loop)
{
    g_main_loop_unref(loop);
}

gboolean
glib_run_call(gpointer data)
{
    struct call *call = data;
    call->run(call);
    return G_SOURCE_REMOVE;
}
