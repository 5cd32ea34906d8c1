/* SPDX-License-Identifier: MIT */
/* What every law needs: two plug-ins that are loaded into the program and taken out of it, and the program that goes on
 * meanwhile. Not the laws (laws.c, laws_win32.c). */
#ifndef TESTS_PLUGINS_LOADED_H
#define TESTS_PLUGINS_LOADED_H

#include "library.h"
#include "plugin.h"

#include <check.h>

struct loaded {
    const char *const path;
    const char *const version;
    const uint32_t capacity;
    void *library; /* NULL: not loaded */
    const struct plugin_table *table;
    struct plugin *plugin; /* NULL: closed */
};
extern struct loaded one, other;

/* Fixture: the program, and none of them in it. */
void setup(void);
void teardown(void);

void load(struct loaded *it, enum library_scope scope, int threads);
void close_plugin(struct loaded *it, enum plugin_end how);
void unload(struct loaded *it, enum plugin_end how); /* after close_plugin, if that was not done yet */

/* A toolkit_call: unload(&one, *how). */
void unload_one(void *how);

/* How the plug-in goes that is loaded in this round. */
enum plugin_end end_of_round(int round);

struct plugin_counts counts_of(const struct loaded *it);

/* Those that are loaded drain, and the window is painted. */
void go_on(void);

/* Many passes of the loop, so that it comes upon whatever it still holds. */
void pass_often(void);

/* `one` has no threads: what it is asked to post ends, and then it waits for a wake, unless the host is so busy that it
 * still owes a turn. */
void let_one_rest(void);

/* A toolkit_call: `one` is posted to, which wakes its host if it rested. */
void wake_one(void *unused);
extern bool one_was_woken;

#endif
