/* SPDX-License-Identifier: MIT */
/* Ride a GMainContext: GLib programs, GTK 3 and 4, and whatever runs on GLib's loop; and have a scope end with a GObject
 * or a GCancellable. Not how to use GLib.
 *
 * The pump is two sources, because a main context dispatches only its best ready priority: "weir front" at
 * G_PRIORITY_DEFAULT comes for a wake and for what is overdue, "weir back" at G_PRIORITY_DEFAULT_IDLE comes when the
 * host has nothing of its own to do. So a GTK window goes on painting under any load, and weir goes on under any
 * painting. Both may recurse: a loop that the host nests (a dialog, a menu) goes on draining.
 *
 * Quirks of the host. While work waits, sources that are less urgent than G_PRIORITY_DEFAULT_IDLE wait too. GLib rounds
 * waiting up to a millisecond, so a delayed task may be that much late, never early. When the context is destroyed
 * first, or somebody destroys one of the two sources, weir takes it for host lost. A context belongs to the thread that
 * runs it; attach there, and hold a reference to it as any program does. A context does not live on in the child of a
 * fork: weir_fork_child lets go of it there and answers WEIR_ESYSTEM; attach the child to another loop.
 *
 * TIES. weir_glib_scope and weir_glib_cancellable tie a scope of any weir, whatever that rides. A tie ends with the scope:
 * the loop thread takes it out of GLib after weir_scope_cancel, weir_scope_free or the other's end, in its next turns, at
 * the latest in weir_scope_barrier on the loop thread or in weir_close. From then on nothing of GLib's knows this
 * library's code because of that tie, and no other thread is inside it: once all ties have ended, a plug-in may be
 * unloaded, whether the objects live on or not. There is nothing to untie by hand.
 *
 * What the user of a scope sees when the object dies: no task and no step of the scope begins any more. A step that
 * is running on the loop thread goes on if the object dies on another thread, so it holds a reference of its own to what
 * it touches. on_done still comes, once for each job, when the object may be gone: ask weir_scope_is_cancelled there, or
 * whether the status is WEIR_JOB_CANCELLED, before touching it. */
#ifndef WEIR_GLIB_H
#define WEIR_GLIB_H

#include <weir/pump.h>

#ifdef __cplusplus
extern "C" {
#endif

struct _GMainContext; /* GMainContext */
struct _GObject;      /* GObject */
struct _GCancellable; /* GCancellable */

/**
 * weir_glib_attach: ride `context` on this thread, the one that runs it.
 *
 * A GTK program gives g_main_context_default(). It may be called before the loop runs.
 *
 * Threads:  the thread that runs context
 * Blocks:   as weir_attach
 * Owns:     no reference to context is held; it is lent until weir_detach, weir_close or weir_host_lost returns, or
 *           until it is destroyed; while one of the three runs on another thread, hold a reference to it
 * Returns:  what weir_attach answers, or
 *           WEIR_EINVAL: context is NULL; nothing changed
 *           WEIR_ETHREAD: another thread runs context; nothing changed
 */
WEIR_API int weir_glib_attach(struct weir *w, struct _GMainContext *context);

/**
 * weir_glib_scope: have a scope cancelled when a GObject dies.
 *
 * At its dispose: when its last reference goes, on whichever thread, or when gtk_widget_destroy or g_object_run_dispose
 * says so, which GLib allows only while no other thread ties, refs or unrefs it. The scope is cancelled before that
 * returns. An object that has been tied and disposed of once counts as dead, even if somebody still holds it: a scope
 * that is tied to it then is cancelled at once. Nothing happens to the object when the scope ends. A scope may be tied to
 * several objects, the first that dies cancels it; an object to any number of scopes.
 *
 * Threads:  any; on one that holds a reference to object
 * Blocks:   never for long
 * Owns:     no reference to object is held; scope stays the caller's, and may be freed before the object or after
 * Returns:  0 tied
 *           WEIR_EINVAL: an argument is NULL, or object is no GObject; nothing changed
 *           WEIR_ENOMEM, WEIR_ECLOSED: as weir_scope_on_cancel; nothing is tied
 */
WEIR_API int weir_glib_scope(struct weir_scope *scope, struct _GObject *object);

/**
 * weir_glib_cancellable: have a scope and a GCancellable cancel each other.
 *
 * g_cancellable_cancel, on any thread, cancels the scope before it returns. When the scope is cancelled, freed or closed
 * with its weir, the loop thread cancels the cancellable, once. If one of them is cancelled already, so is the other.
 * g_cancellable_reset does not undo the scope's cancel, and of a cancellable that is given to several scopes the first that
 * ends cancels all. A handler of "cancelled" may call any function of weir that may be called on its thread.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     a reference to cancellable is held until the tie ends; scope stays the caller's
 * Returns:  0 tied
 *           WEIR_EINVAL: an argument is NULL, or cancellable is no GCancellable; nothing changed
 *           WEIR_ENOMEM, WEIR_ECLOSED: as weir_scope_on_cancel; nothing is tied
 */
WEIR_API int weir_glib_cancellable(struct weir_scope *scope, struct _GCancellable *cancellable);

#ifdef __cplusplus
}
#endif

#endif
