/* SPDX-License-Identifier: MIT */
/* A GMainLoop on the default context, which the GLib contestants share; `self` is the GMainLoop. Not how they post. */
#ifndef BENCH_GLIB_LOOP_H
#define BENCH_GLIB_LOOP_H

#include <glib.h>

void *glib_loop_open(void);

/* The contestants' run, stop and close. */
void glib_loop_run(void *loop);
void glib_loop_stop(void *loop);
void glib_loop_close(void *loop);

/* The task of a source: runs the call, and ends the source. */
gboolean glib_run_call(gpointer call);

#endif
