/* SPDX-License-Identifier: MIT */
/* A scope tied to a GCancellable: what both kinds of tie rest on. Not installed, and not what a caller may tie
 * (weir-glib.h). */
#ifndef WEIR_GLIB_TIE_H
#define WEIR_GLIB_TIE_H

#include "weir-glib.h"

#include <gio/gio.h>

/* Cancels the scope when the cancellable is cancelled; if `back`, the cancellable when the scope is. Until the scope's
 * end is told it holds both. Any thread. Answers what weir_scope_on_cancel answers; if it failed nothing is tied. */
int weir_glib_tie(struct weir_scope *scope, GCancellable *cancellable, gboolean back);

#endif
