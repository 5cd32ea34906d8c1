/* SPDX-License-Identifier: MIT */
/* Work in steps with GLib alone: an idle source that stays while the next step may come at once, a timeout while it must
 * wait. */
#include "bench/jobs.h"

#include <glib.h>

static work_step *work;
static GMainContext *context;

static gboolean call_idle(gpointer arg);
static gboolean call_late(gpointer arg);

static void
arm(GSource *source, GSourceFunc call, gpointer arg)
{
    g_source_set_callback(source, call, arg, NULL);
    g_source_attach(source, context);
    g_source_unref(source);
}

static void
arm_late(gpointer arg, int64_t delay)
{
    arm(g_timeout_source_new((guint)((delay + 999999) / 1000000)), call_late, arg);
}

static gboolean
call_idle(gpointer arg)
{
    int64_t again = work(arg);
    if (again == 0)
        return G_SOURCE_CONTINUE;
    if (again > 0)
        arm_late(arg, again);
    return G_SOURCE_REMOVE;
}

static gboolean
call_late(gpointer arg)
{
    int64_t again = work(arg);
    if (again == 0)
        arm(g_idle_source_new(), call_idle, arg);
    else if (again > 0)
        arm_late(arg, again);
    return G_SOURCE_REMOVE;
}

static void *
worker_open(work_step *its_step)
{
    work = its_step;
    context = g_main_context_new();
    return context;
}

static bool
worker_start(void *self, void *arg, int64_t delay)
{
    (void)self;
    if (delay > 0)
        arm_late(arg, delay);
    else
        arm(g_idle_source_new(), call_idle, arg);
    return true;
}

static void
worker_round(void *self)
{
    g_main_context_iteration(self, FALSE);
}

static void
worker_close(void *self)
{
    g_main_context_unref(self);
}

const struct worker glib_worker = {"GLib sources", worker_open, worker_start, worker_round, worker_close};
