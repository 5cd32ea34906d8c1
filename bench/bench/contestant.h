/* SPDX-License-Identifier: MIT */
/* What is measured: some way to have a function called on the thread of a loop, from others. Not
 * how it is measured. */
#ifndef BENCH_CONTESTANT_H
#define BENCH_CONTESTANT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Tasks in flight at most, for every contestant alike: the capacity of those that are bounded, and
 * a limit that the measure keeps for those that are not. It is weir's default capacity. */
enum {
    WINDOW = 1024
};

/* One task, the caller's until it has run: run(call). A caller that wants more puts it first in a
 * struct of its own. */
struct call {
    void (*run)(void *call);
};

struct contestant {
    const char *name;
    const struct contestant *weir; /* on the same loop: whom it is compared with; NULL: the first of all */

    /* The file of a module and what it calls this contestant, where the library must not be loaded into every
     * process; then it is there, and what follows is nothing here. NULL: it is here. */
    const char *module;
    const char *symbol;
    bool on_wine; /* it is in the program for Windows instead, by that symbol */

    bool bounded; /* its post refuses what is over WINDOW */

    void *(*open)(void);                         /* loop thread; NULL: it could not be made */
    bool (*post)(void *self, struct call *call); /* any thread; false: full, try again */
    void (*run)(void *self);                     /* loop thread: the loop, until stop */
    void (*stop)(void *self);                    /* loop thread, inside a task: run returns soon */
    void (*close)(void *self);                   /* loop thread */
};

extern const struct contestant weir_libevent;
extern const struct contestant weir_glib;
extern const struct contestant weir_qt5;
extern const struct contestant weir_qt6;
extern const struct contestant weir_manual;
extern const struct contestant libevent_once;
extern const struct contestant glib_source;
extern const struct contestant glib_idle;
extern const struct contestant qt5_invoke;
extern const struct contestant qt5_event;
extern const struct contestant qt6_invoke;
extern const struct contestant qt6_event;
extern const struct contestant uv_list;
extern const struct contestant uv_array;
extern const struct contestant ring_64;
extern const struct contestant ring_32;
extern const struct contestant eventfd_each;
extern const struct contestant weir_win32;
extern const struct contestant post_message;
extern const struct contestant queue_apc;

/* Of a module, in which there is one Qt. */
extern const struct contestant weir_qt;
extern const struct contestant qt_invoke;
extern const struct contestant qt_event;

/* Those of this build, in the order of the tables; ends with NULL. */
extern const struct contestant *const contestants[];

/* The libraries that this build could not have; ends with NULL. */
extern const char *const contestants_absent[];

#ifdef __cplusplus
}
#endif

#endif
