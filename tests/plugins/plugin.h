/* SPDX-License-Identifier: MIT */
/* What a plug-in of these tests is to the program that loads it: one table of functions. Nothing of weir is in it: the
 * program knows none. Not how the plug-in works (plugin.c). */
#ifndef TESTS_PLUGINS_PLUGIN_H
#define TESTS_PLUGINS_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PLUGIN_THREADS = 3 /* that post as fast as they can; each in another way */
};

/* How a plug-in goes while its threads still post. */
enum plugin_end {
    PLUGIN_CLOSES,   /* weir_close, then the threads end */
    PLUGIN_DETACHES, /* weir_detach, then the threads end, then weir_close */
    PLUGIN_ENDS      /* how many there are */
};

struct plugin_counts {
    const char *version; /* of the library that is linked; the string goes with the plug-in */
    const char *headers; /* with which the plug-in was compiled */
    uint32_t capacity;   /* that its weir says it has */
    uint64_t ended;      /* tasks that were run or dropped */
    uint64_t wakes;
    uint64_t astray; /* tasks that ran on another thread than the one that opened it */
};

struct plugin;
typedef void plugin_call(void *arg);

/* All on the thread of the loop. */
struct plugin_table {
    struct plugin *(*open)(int threads, uint32_t capacity); /* NULL: it could not */
    void (*count)(struct plugin *plugin, struct plugin_counts *counts);
    bool (*post)(struct plugin *plugin, int64_t delay); /* one task, from here */
    /* Calls that in a task which lets others run inside it; one at a time. */
    bool (*run)(struct plugin *plugin, plugin_call *call, void *arg);
    /* True: each task that was accepted has ended once, and each refusal was as it should be. The library may be
     * unloaded then. */
    bool (*close)(struct plugin *plugin, enum plugin_end how);
};

/* The one symbol that a plug-in exports, by this name. */
#define PLUGIN_SYMBOL "weir_test_plugin"
typedef const struct plugin_table *plugin_symbol(void);

#endif
