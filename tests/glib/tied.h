/* SPDX-License-Identifier: MIT */
/* What a plug-in with ties of its own is to the program that loads it. Not how it works (tied.c). */
#ifndef TESTS_GLIB_TIED_H
#define TESTS_GLIB_TIED_H

#include <gio/gio.h>
#include <stdbool.h>

/* All on one thread, which the plug-in takes for the loop thread. */
struct tied_table {
    bool (*open)(GObject *object, GCancellable *cancellable); /* ties a scope to each; they are not its own */
    bool (*is_cancelled)(void);                               /* both scopes */
    bool (*close)(bool scopes_first); /* frees its scopes and its weir, in this order or the other */
};

/* The one symbol that it exports, by this name. */
#define TIED_SYMBOL "weir_test_tied"
typedef const struct tied_table *tied_symbol(void);

#endif
