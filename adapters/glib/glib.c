/* SPDX-License-Identifier: MIT */
/* The GLib pump: one source before the host's own work, one behind it. It decides nothing: weir_turn does.
 *
 * What a wake sets is the front source's ready time, cleared only at the entry of the callback. What is armed is `at`,
 * from which a source says for itself whether it is ready: that takes no lock and no system call. */
#include "weir-glib.h"

#include <glib.h>

/* GLib may hold a reference to a source after it was destroyed and our library unloaded, so the table of its functions
 * lies in the source itself. */
struct side {
    GSource source;
    GSourceFuncs functions;
    int64_t at; /* ready from then on; INT64_MAX: not armed. Of the loop thread */
};

/* Shared by the two sources, each by the data of its callback. */
struct pump {
    struct weir *w;
    struct side *front; /* latest, and the wake */
    struct side *back;  /* earliest */
    gint let_go;        /* atomic: weir knows that the sources end */
    gboolean forked;
};

/* Ready or not. GLib asks before and after it sleeps, on the loop thread. */

static gboolean
is_ready(GSource *source)
{
    const struct side *side = (struct side *)source;
    return side->at != INT64_MAX && side->at <= weir_now();
}

static gboolean
is_ready_or_when(GSource *source, gint *timeout)
{
    const struct side *side = (struct side *)source;
    *timeout = -1;
    if (is_ready(source))
        return TRUE;
    if (side->at != INT64_MAX)
        *timeout = (gint)MIN((side->at - weir_now()) / WEIR_MS(1) + 1, G_MAXINT); /* up: not early */
    return FALSE;
}

static gboolean
dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
    (void)source;
    return callback ? callback(data) : G_SOURCE_REMOVE;
}

/* The wake: see pump.h. Through the source, which also a context that is dying allows. */
static int
wake(void *self)
{
    const struct pump *pump = self;
    g_source_set_ready_time(&pump->front->source, 0);
    return 0;
}

/* The callback that the host makes: see pump.h. */
static gboolean
host_calls(gpointer self)
{
    struct pump *pump = self;
    struct weir_next next;
    if (pump->forked)
        return G_SOURCE_REMOVE; /* the child of a fork runs its copy of the context */
    g_source_set_ready_time(&pump->front->source, -1);
    pump->front->at = weir_now() + WEIR_S(1); /* a loop that a task nests comes back here */
    pump->back->at = INT64_MAX;
    int result = weir_turn(pump->w, NULL, &next);
    if (result < 0 && result != WEIR_EBUSY)
        return G_SOURCE_CONTINUE; /* it has let go; or this is the wrong thread, and the right one comes in a second */
    pump->front->at = next.latest_ns;
    pump->back->at = next.earliest_ns;
    return G_SOURCE_CONTINUE;
}

/* Life. */

static void
clear(gpointer self)
{
    struct pump *pump = self;
    g_source_unref(&pump->front->source);
    g_source_unref(&pump->back->source);
}

/* A context that dies ends its sources by itself; of one that is ended before its turn comes GLib 2.74 forgets to drop
 * the callback's data. */
static void
end_source(GSource *source)
{
    if (!g_source_is_destroyed(source) && g_source_get_context(source))
        g_source_destroy(source);
}

static void
let_go(void *self)
{
    struct pump *pump = self;
    g_atomic_int_set(&pump->let_go, TRUE);
    if (pump->forked)
        return; /* a lock of the context may be held by a thread that the child does not have */
    g_atomic_rc_box_acquire(pump); /* each source that ends lets go of it */
    end_source(&pump->front->source);
    end_source(&pump->back->source);
    g_atomic_rc_box_release_full(pump, clear);
}

/* GLib drops a source: because of let_go, or because the context dies, on whichever thread that is. */
static void
source_ends(gpointer self)
{
    struct pump *pump = self;
    if (!g_atomic_int_get(&pump->let_go))
        weir_host_lost(pump->w);
    g_atomic_rc_box_release_full(pump, clear);
}

static int
fork_child(void *self)
{
    struct pump *pump = self;
    pump->forked = TRUE;
    return WEIR_ESYSTEM; /* the context would read the parent's wakes */
}

static struct side *
side_new(struct pump *pump, const char *name, int priority)
{
    GSourceFuncs functions = {.prepare = is_ready_or_when, .check = is_ready, .dispatch = dispatch};
    GSource *source = g_source_new(&functions, sizeof(struct side));
    struct side *side = (struct side *)source;
    side->functions = functions;
    side->at = INT64_MAX;
    g_source_set_funcs(source, &side->functions);
    g_source_set_name(source, name);
    g_source_set_priority(source, priority);
    g_source_set_can_recurse(source, TRUE);
    g_source_set_callback(source, host_calls, g_atomic_rc_box_acquire(pump), source_ends);
    return side;
}

static struct pump *
pump_new(struct weir *w, GMainContext *context)
{
    struct pump *pump = g_atomic_rc_box_new0(struct pump);
    pump->w = w;
    pump->front = side_new(pump, "weir front", G_PRIORITY_DEFAULT);
    pump->back = side_new(pump, "weir back", G_PRIORITY_DEFAULT_IDLE);
    g_source_attach(&pump->front->source, context);
    g_source_attach(&pump->back->source, context);
    g_atomic_rc_box_release(pump); /* the two sources hold it */
    return pump;
}

int
weir_glib_attach(struct weir *w, GMainContext *context)
{
    static const struct weir_pump vtable = {.size = sizeof vtable,
                                            .name = "GLib",
                                            .wake = wake,
                                            .detach = let_go,
                                            .fork_child = fork_child,
                                            .lost = let_go,
                                            .nested = true};
    if (!w || !context)
        return WEIR_EINVAL;
    if (!g_main_context_acquire(context))
        return WEIR_ETHREAD;
    struct pump *pump = pump_new(w, context);
    int failed = weir_attach(w, &vtable, pump);
    if (failed)
        let_go(pump);
    g_main_context_release(context);
    return failed;
}
