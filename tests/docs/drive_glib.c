/* SPDX-License-Identifier: MIT */
/* The default main context of GLib, as a GTK program runs it. */
#include "drive.h"

#include <glib.h>

static GMainLoop *loop;

void
host_open(void)
{
    loop = g_main_loop_new(NULL, FALSE);
}

void
host_run(void)
{
    g_main_loop_run(loop);
}

void
host_stop(void *unused)
{
    (void)unused;
    g_main_loop_quit(loop);
}

void
host_close(void)
{
    g_main_loop_unref(loop);
}
