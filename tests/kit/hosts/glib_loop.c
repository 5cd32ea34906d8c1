/* SPDX-License-Identifier: MIT */
/* A main context as the hosts of GLib and GTK have it, with posted events, a timer and I/O of its own. Not which
 * context that is (glib.c), nor windows (gtk.c). */
#include "glib_loop.h"

#include <weir-glib.h>

#include <glib-unix.h>
#include <unistd.h>

int64_t
glib_loop_now(struct host_loop *loop)
{
    (void)loop;
    return g_get_monotonic_time() * 1000;
}

static gboolean
do_call(gpointer arg)
{
    struct glib_call call = *(struct glib_call *)arg;
    call.run(call.arg);
    return G_SOURCE_CONTINUE;
}

static gboolean
do_call_once(gpointer arg)
{
    do_call(arg);
    return G_SOURCE_REMOVE;
}

static gboolean
do_io(gint fd, GIOCondition condition, gpointer arg)
{
    (void)fd, (void)condition;
    return do_call(arg);
}

static gboolean
do_nothing(gpointer arg)
{
    (void)arg;
    return G_SOURCE_CONTINUE;
}

/* Takes the source over. */
static GSource *
add_source(struct host_loop *loop, GSource *source, GSourceFunc run, void *arg, GDestroyNotify end)
{
    g_source_set_callback(source, run, arg, end);
    g_source_attach(source, loop->context);
    return source;
}

static void
remove_source(GSource **source)
{
    if (*source) {
        g_source_destroy(*source);
        g_source_unref(*source);
    }
    *source = NULL;
}

int
glib_loop_attach(struct host_loop *loop, struct weir *w)
{
    return weir_glib_attach(w, loop->context);
}

bool
glib_loop_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    int64_t end = glib_loop_now(loop) + limit;
    if (loop->runs++ == 0)
        loop->look = add_source(loop, g_timeout_source_new(5), do_nothing, NULL, NULL);
    bool reached;
    while (!(reached = until(arg)) && loop->context && glib_loop_now(loop) < end)
        g_main_context_iteration(loop->context, TRUE);
    if (--loop->runs == 0)
        remove_source(&loop->look);
    return reached;
}

void
glib_loop_post(struct host_loop *loop, weir_fn *run, void *arg)
{
    struct glib_call *call = g_new(struct glib_call, 1);
    *call = (struct glib_call){run, arg};
    GSource *source = g_idle_source_new();
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_unref(add_source(loop, source, do_call_once, call, g_free));
}

void
glib_loop_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    remove_source(&loop->ticks);
    loop->tick = (struct glib_call){run, arg};
    if (run)
        loop->ticks = add_source(loop, g_timeout_source_new((guint)MAX(period / WEIR_MS(1), 1)), do_call,
                                 &loop->tick, NULL);
}

void
glib_loop_watch(struct host_loop *loop, weir_fn *run, void *arg)
{
    remove_source(&loop->io);
    loop->watched = (struct glib_call){run, arg};
    if (run)
        loop->io = add_source(loop, g_unix_fd_source_new(loop->pipe[0], G_IO_IN),
                              (GSourceFunc)(void (*)(void))do_io, &loop->watched, NULL);
}

struct host_loop *
glib_loop_open(GMainContext *context)
{
    struct host_loop *loop = g_new0(struct host_loop, 1);
    if (pipe(loop->pipe) != 0 || write(loop->pipe[1], "x", 1) != 1)
        g_error("no pipe");
    loop->context = g_main_context_ref(context);
    return loop;
}

void
glib_loop_close(struct host_loop *loop)
{
    remove_source(&loop->look);
    remove_source(&loop->ticks);
    remove_source(&loop->io);
    remove_source(&loop->frames);
    if (loop->context)
        g_main_context_unref(loop->context);
    close(loop->pipe[0]);
    close(loop->pipe[1]);
    g_free(loop);
}
