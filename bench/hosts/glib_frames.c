/* SPDX-License-Identifier: MIT */
/* Runs the default main context with a frame timer of its own, and posts to it with g_idle_add. Does not know weir. */
#include "hosts/glib_frames.h"

#include <glib.h>
#include <stdlib.h>

/* GTK paints at it (GDK_PRIORITY_REDRAW): after its own events, before whatever is idle. */
enum {
    PAINT_PRIORITY = G_PRIORITY_HIGH_IDLE + 20
};

struct glib_frames {
    struct burst *burst;
    GMainLoop *loop;
    GSource *timer;
};

struct idle {
    burst_fn *run;
    void *arg;
};

static gboolean
run_idle(gpointer data)
{
    struct idle idle = *(struct idle *)data;

    free(data);
    idle.run(idle.arg);
    return G_SOURCE_REMOVE;
}

static bool
post_idle(void *target, burst_fn *run, void *arg)
{
    struct idle *idle = malloc(sizeof *idle);
    (void)target;

    if (!idle)
        return false;
    *idle = (struct idle){.run = run, .arg = arg};
    g_idle_add(run_idle, idle);
    return true;
}

static int64_t
now(void *loop)
{
    (void)loop;
    return g_get_monotonic_time() * 1000;
}

static void
quit(void *loop)
{
    struct glib_frames *frames = loop;
    g_main_loop_quit(frames->loop);
}

static gboolean
tick(gpointer data)
{
    struct glib_frames *frames = data;
    burst_tick(frames->burst);
    return G_SOURCE_CONTINUE;
}

struct glib_frames *
glib_frames_new(struct burst *burst)
{
    struct glib_frames *frames = calloc(1, sizeof *frames);

    if (!frames)
        return NULL;
    frames->burst = burst;
    frames->loop = g_main_loop_new(NULL, FALSE);
    frames->timer = g_timeout_source_new(BURST_FRAME_NS / 1000000);
    g_source_set_priority(frames->timer, PAINT_PRIORITY);
    g_source_set_callback(frames->timer, tick, frames, NULL);
    g_source_attach(frames->timer, NULL);
    burst->loop =
        (struct burst_loop){.now = now, .quit = quit, .loop = frames, .post = post_idle, .target = frames};
    return frames;
}

GMainContext *
glib_frames_context(struct glib_frames *frames)
{
    return g_main_loop_get_context(frames->loop);
}

void
glib_frames_run(struct glib_frames *frames)
{
    g_main_loop_run(frames->loop);
    burst_join(frames->burst);
}

void
glib_frames_free(struct glib_frames *frames)
{
    g_source_destroy(frames->timer);
    g_source_unref(frames->timer);
    g_main_loop_unref(frames->loop);
    free(frames);
}
