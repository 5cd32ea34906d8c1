/* SPDX-License-Identifier: MIT */
/* How a scope and a GCancellable end each other, and how the tie itself ends. Not where the cancellable comes from
 * (cancellable.c, object.c).
 *
 * The one direction is a handler of "cancelled", which may run on any thread; the other is weir_scope_on_cancel, which
 * always comes, once, on the loop thread, and ends the tie.
 *
 * Neither g_cancellable_connect nor g_cancellable_disconnect is used: inside a handler they wait for themselves, and the
 * second waits for handlers of other people, which may be waiting for the loop thread. A plain disconnect waits for
 * nobody, so another thread may still be about to enter our handler, or in it. `calls` tells: an object that has a
 * reference of the tie's, one of the closure's, as long as GLib keeps that, and one of each call, all of them taken and
 * given back by functions of GLib's, outside our code. Our handler waits for nobody, so waiting for it is short; for
 * others, whose emission may keep the closure once it has called us, there is no wait. */
#include "tie.h"

struct tie {
    struct weir_scope *scope;  /* held */
    GCancellable *cancellable; /* a reference */
    gulong handler;
    GObject *calls; /* a reference */
    gint entered;   /* atomic: the handler has been called; an emission calls it once */
    gboolean back;
};

enum {
    OF_TIE = 1,
    OF_TIE_AND_CLOSURE = 2,
    PAUSE_US = 10 /* between two looks at what ends in a few instructions */
};

/* Any thread. GLib may hold a lock of the cancellable: nothing of it is called here. */
static void
on_cancelled(GCancellable *cancellable, gpointer self)
{
    struct tie *tie = self;
    (void)cancellable;
    g_atomic_int_set(&tie->entered, TRUE);
    weir_scope_cancel(tie->scope);
}

static void
connect_handler(struct tie *tie)
{
    /* Both take less than GLib gives. */
    const GClosureNotify ref = (GClosureNotify)(void (*)(void))g_object_ref;
    const GClosureNotify unref = (GClosureNotify)(void (*)(void))g_object_unref;
    GClosure *closure = g_cclosure_new(G_CALLBACK(on_cancelled), tie, NULL);
    tie->calls = g_object_new(G_TYPE_OBJECT, NULL);
    g_closure_add_marshal_guards(closure, tie->calls, ref, tie->calls, unref);
    g_closure_add_finalize_notifier(closure, g_object_ref(tie->calls), unref);
    tie->handler = g_signal_connect_closure(tie->cancellable, "cancelled", closure, FALSE);
}

/* Disconnected: nobody is in the handler, and nobody will be. */
static gboolean
is_quiet(struct tie *tie)
{
    gboolean entered = g_atomic_int_get(&tie->entered);
    guint references = (guint)g_atomic_int_get(&tie->calls->ref_count);
    return references == OF_TIE || (entered && references == OF_TIE_AND_CLOSURE);
}

static void
disconnect_handler(struct tie *tie)
{
    if (g_signal_handler_is_connected(tie->cancellable, tie->handler))
        g_signal_handler_disconnect(tie->cancellable, tie->handler);
    while (!is_quiet(tie))
        g_usleep(PAUSE_US);
    g_object_unref(tie->calls);
}

static struct tie *
tie_new(struct weir_scope *scope, GCancellable *cancellable, gboolean back)
{
    struct tie *tie = g_new0(struct tie, 1);
    tie->scope = weir_scope_hold(scope);
    tie->cancellable = g_object_ref(cancellable);
    tie->back = back;
    connect_handler(tie);
    return tie;
}

static void
tie_free(struct tie *tie)
{
    g_object_unref(tie->cancellable);
    weir_scope_release(tie->scope);
    g_free(tie);
}

/* Loop thread: the scope has ended. The handler goes first, so that this is no echo. */
static void
untie(void *self)
{
    struct tie *tie = self;
    disconnect_handler(tie);
    if (tie->back)
        g_cancellable_cancel(tie->cancellable); /* calls other people's handlers */
    tie_free(tie);
}

int
weir_glib_tie(struct weir_scope *scope, GCancellable *cancellable, gboolean back)
{
    struct tie *tie = tie_new(scope, cancellable, back);
    int failed = weir_scope_on_cancel(scope, untie, tie);
    if (failed) {
        disconnect_handler(tie);
        tie_free(tie);
        return failed;
    }
    /* The tie may be gone. A cancel that came before the handler is seen here; one that comes now, by the handler. */
    if (g_cancellable_is_cancelled(cancellable))
        weir_scope_cancel(scope);
    return 0;
}
