/* SPDX-License-Identifier: MIT */
/* The hosts of plain GLib: the default main context, and one of its own beside which another thread runs the default
 * one, so that whatever strays there runs on a wrong thread. Not the pump (adapters/glib). */
#include "glib_loop.h"

/* What a toolkit paints with: a source at GTK's priority of drawing, which keeps its beat as a frame clock does. */

enum {
    PRIORITY_OF_PAINT = G_PRIORITY_HIGH_IDLE + 20,
    FRAME_US = 16667
};

static gboolean
dispatch_frame(GSource *source, GSourceFunc callback, gpointer arg)
{
    (void)callback;
    struct host_loop *loop = arg;
    int64_t now = g_source_get_time(source), due = g_source_get_ready_time(source);
    g_source_set_ready_time(source, due + ((now - due) / FRAME_US + 1) * FRAME_US);
    loop->painted.run(loop->painted.arg);
    return G_SOURCE_CONTINUE;
}

static void
glib_paint(struct host_loop *loop, weir_fn *painted, void *arg)
{
    static GSourceFuncs frames = {.dispatch = dispatch_frame};
    loop->painted = (struct glib_call){painted, arg};
    if (loop->frames) {
        g_source_destroy(loop->frames);
        g_source_unref(loop->frames);
        loop->frames = NULL;
    }
    if (!painted)
        return;
    loop->frames = g_source_new(&frames, sizeof(GSource));
    g_source_set_priority(loop->frames, PRIORITY_OF_PAINT);
    g_source_set_callback(loop->frames, NULL, loop, NULL);
    g_source_set_ready_time(loop->frames, g_get_monotonic_time());
    g_source_attach(loop->frames, loop->context);
}

/* A main loop inside the main loop, as g_main_loop_run in a callback. */

struct wait {
    host_until *until;
    void *arg;
    GMainLoop *loop;
    bool reached;
};

static gboolean
look_again(gpointer arg)
{
    struct wait *wait = arg;
    wait->reached = wait->until(wait->arg);
    if (wait->reached)
        g_main_loop_quit(wait->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean
give_up(gpointer arg)
{
    struct wait *wait = arg;
    g_main_loop_quit(wait->loop);
    return G_SOURCE_CONTINUE;
}

static GSource *
call_every(struct host_loop *loop, int64_t period, GSourceFunc run, struct wait *wait)
{
    GSource *source = g_timeout_source_new((guint)(period / WEIR_MS(1)));
    g_source_set_callback(source, run, wait, NULL);
    g_source_attach(source, loop->context);
    return source;
}

static bool
glib_modal(struct host_loop *loop, int which, host_until *until, void *arg, int64_t limit)
{
    (void)which;
    struct wait wait = {until, arg, g_main_loop_new(loop->context, FALSE), false};
    GSource *look = call_every(loop, WEIR_MS(5), look_again, &wait);
    GSource *limits = call_every(loop, limit, give_up, &wait);
    g_main_loop_run(wait.loop);
    g_source_destroy(look);
    g_source_unref(look);
    g_source_destroy(limits);
    g_source_unref(limits);
    g_main_loop_unref(wait.loop);
    return wait.reached;
}

static const char *const glib_modals[] = {"g_main_loop_run", NULL};

/* The default context. */

static struct host_loop *
default_open(void)
{
    return glib_loop_open(g_main_context_default());
}

static void
default_close(struct host_loop *loop)
{
    if (loop)
        glib_loop_close(loop);
}

const struct host glib_host = {
    .name = "glib",
    .can = HOST_WAKES | HOST_NESTS | HOST_HAS_IO | HOST_PAINTS | HOST_HAS_MODALS,
    .open = default_open,
    .close = default_close,
    .attach = glib_loop_attach,
    .run = glib_loop_run,
    .post = glib_loop_post,
    .tick = glib_loop_tick,
    .watch = glib_loop_watch,
    .now = glib_loop_now,
    .paint = glib_paint,
    .modals = glib_modals,
    .modal = glib_modal,
};

/* A context of its own. */

static gpointer
run_default_elsewhere(gpointer arg)
{
    struct host_loop *loop = arg;
    g_main_loop_run(loop->elsewhere);
    return NULL;
}

static gboolean
quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

static struct host_loop *
thread_open(void)
{
    GMainContext *context = g_main_context_new();
    struct host_loop *loop = glib_loop_open(context);
    g_main_context_unref(context);
    loop->elsewhere = g_main_loop_new(NULL, FALSE);
    loop->other = g_thread_new("default", run_default_elsewhere, loop);
    return loop;
}

/* The last reference goes, and GLib ends what is in it. */
static void
thread_die(struct host_loop *loop, struct weir *w)
{
    (void)w;
    g_main_context_unref(loop->context);
    loop->context = NULL;
}

static void
thread_close(struct host_loop *loop)
{
    if (!loop)
        return;
    g_idle_add(quit, loop->elsewhere);
    g_thread_join(loop->other);
    g_main_loop_unref(loop->elsewhere);
    glib_loop_close(loop);
}

const struct host glib_thread_host = {
    .name = "glib_thread",
    .can = HOST_WAKES | HOST_NESTS | HOST_DIES | HOST_HAS_IO | HOST_PAINTS | HOST_HAS_MODALS,
    .open = thread_open,
    .close = thread_close,
    .attach = glib_loop_attach,
    .run = glib_loop_run,
    .post = glib_loop_post,
    .tick = glib_loop_tick,
    .watch = glib_loop_watch,
    .now = glib_loop_now,
    .die = thread_die,
    .paint = glib_paint,
    .modals = glib_modals,
    .modal = glib_modal,
};
