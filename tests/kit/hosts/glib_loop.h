/* SPDX-License-Identifier: MIT */
/* What the hosts of GLib and GTK share: a main context with work of its own. Not their windows (gtk.c). */
#ifndef HOSTS_GLIB_LOOP_H
#define HOSTS_GLIB_LOOP_H

#include "host.h"

#include <glib.h>

struct glib_call {
    weir_fn *run;
    void *arg;
};

struct host_loop {
    GMainContext *context; /* NULL: it died */
    GSource *look;         /* brings the loop back to `until`, which another thread may make true */
    int runs;              /* how deep in glib_loop_run */
    GSource *ticks, *io, *frames;
    struct glib_call tick, watched, painted;
    int pipe[2];          /* holds a byte, so that reading is always possible */
    GMainLoop *elsewhere; /* of the default context, on a thread of its own */
    GThread *other;
    void *window; /* of GTK's */
};

/* Takes a reference to the context. */
struct host_loop *glib_loop_open(GMainContext *context);
void glib_loop_close(struct host_loop *loop);
int glib_loop_attach(struct host_loop *loop, struct weir *w);
bool glib_loop_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit);
void glib_loop_post(struct host_loop *loop, weir_fn *run, void *arg);
void glib_loop_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg);
void glib_loop_watch(struct host_loop *loop, weir_fn *run, void *arg);
int64_t glib_loop_now(struct host_loop *loop);

#endif
