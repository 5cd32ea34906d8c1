/* SPDX-License-Identifier: MIT */
/* The work on a main loop of GLib. Not the work: that is work.c. */
#include "host.h"
#include "work.h"

#include <weir-glib.h>

#include <glib.h>

static void
quit(void *loop)
{
    g_main_loop_quit(loop);
}

int
host_glib(struct work *work)
{
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    int failed = weir_glib_attach(work_weir(work), g_main_context_default());
    if (!failed) {
        work_begin(work, quit, loop);
        g_main_loop_run(loop);
    }
    work_end(work);
    g_main_loop_unref(loop);
    return failed;
}
