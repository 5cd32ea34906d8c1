/* SPDX-License-Identifier: MIT */
/* A stranger's program on GLib: the task that the loop runs ends the loop. Not a test of the pump. */
#include <weir-glib.h>

#include <glib.h>

static void
stop(void *loop)
{
    g_main_loop_quit(loop);
}

int
main(void)
{
    struct weir *w;
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    if (weir_new(&w, NULL) || weir_glib_attach(w, g_main_context_default()) || weir_post(w, stop, loop))
        return 1;
    g_main_loop_run(loop);
    int closed = weir_close(w, WEIR_DRAIN, WEIR_FOREVER);
    weir_free(w);
    g_main_loop_unref(loop);
    g_print("weir on GLib: the loop ran and stopped\n");
    return closed == 0 ? 0 : 1;
}
