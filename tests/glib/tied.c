/* SPDX-License-Identifier: MIT */
/* A plug-in that ties scopes to what is its program's, and is unloaded while that lives on. Its weir rides no loop: it
 * turns by hand. Not the program (unload.c). */
#include "tied.h"

#include <weir-glib.h>

static struct weir *w;
static struct weir_scope *with_object, *with_cancellable;

static bool
tied_open(GObject *object, GCancellable *cancellable)
{
    return weir_new(&w, NULL) == 0 && weir_attach(w, NULL, NULL) == 0 &&
           weir_scope_new(w, &with_object) == 0 && weir_scope_new(w, &with_cancellable) == 0 &&
           weir_glib_scope(with_object, object) == 0 &&
           weir_glib_cancellable(with_cancellable, cancellable) == 0;
}

static bool
tied_is_cancelled(void)
{
    return weir_scope_is_cancelled(with_object) && weir_scope_is_cancelled(with_cancellable);
}

static void
free_scopes(void)
{
    weir_scope_free(with_object);
    weir_scope_free(with_cancellable);
}

static bool
tied_close(bool scopes_first)
{
    if (scopes_first)
        free_scopes();
    bool closed = weir_close(w, WEIR_DROP, 0) == 0;
    if (!scopes_first)
        free_scopes();
    weir_free(w);
    return closed;
}

tied_symbol weir_test_tied;
__attribute__((visibility("default"))) const struct tied_table *
weir_test_tied(void)
{
    static const struct tied_table table = {tied_open, tied_is_cancelled, tied_close};
    return &table;
}
