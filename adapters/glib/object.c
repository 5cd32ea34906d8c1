/* SPDX-License-Identifier: MIT */
/* A scope that ends with a GObject. Not how a tie ends (tie.c).
 *
 * A weak reference that is removed on the loop thread, while the last reference goes on another, cannot be told apart
 * from one that is about to be called; so none of ours is ever removed. Each object that is tied gets one GCancellable,
 * for its whole life and for all its scopes, those of other weirs in the process too: it is cancelled at the object's
 * dispose and freed with the object, and both functions, and the name, are GLib's and never unloaded. What is ours, the
 * scope's tie to that cancellable, ends with the scope. */
#include "tie.h"

/* Not g_quark_from_static_string: GLib would keep a string that is unloaded. */
static GQuark
name_of_end(void)
{
    return g_quark_from_string("weir-glib-end");
}

/* A GWeakNotify has a second argument, which GLib's own callbacks leave aside likewise. */
static void
cancel_at_dispose(GObject *object, GCancellable *end)
{
    g_object_weak_ref(object, (GWeakNotify)(void (*)(void))g_cancellable_cancel, end);
}

/* What is cancelled when the object dies: a reference. Threads that come at once get the same. */
static GCancellable *
end_of(GObject *object)
{
    GCancellable *end = g_object_get_qdata(object, name_of_end());
    if (end)
        return g_object_ref(end);
    end = g_cancellable_new();
    if (g_object_replace_qdata(object, name_of_end(), NULL, end, g_object_unref, NULL)) {
        cancel_at_dispose(object, end);
        return g_object_ref(end);
    }
    g_object_unref(end);
    return g_object_ref(g_object_get_qdata(object, name_of_end()));
}

int
weir_glib_scope(struct weir_scope *scope, GObject *object)
{
    if (!scope || !object || !G_IS_OBJECT(object))
        return WEIR_EINVAL;
    GCancellable *end = end_of(object);
    int failed = weir_glib_tie(scope, end, FALSE);
    g_object_unref(end);
    return failed;
}
