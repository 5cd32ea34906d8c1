/* SPDX-License-Identifier: MIT */
/* Ride a GMainContext: GLib programs, GTK 3 and 4, and whatever runs on GLib's loop. Not how to use GLib.
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
 * fork: weir_fork_child lets go of it there and answers WEIR_ESYSTEM; attach the child to another loop. */
#ifndef WEIR_GLIB_H
#define WEIR_GLIB_H

#include <weir/pump.h>

#ifdef __cplusplus
extern "C" {
#endif

struct _GMainContext; /* GMainContext */

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

#ifdef __cplusplus
}
#endif

#endif
