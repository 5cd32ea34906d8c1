/* SPDX-License-Identifier: MIT */
/* What the demo knows of a host loop. To add one: a file that defines its `struct demo_host`, a
 * line in hosts.c, and a file beside it with the host's loop, frame timer and own way of posting,
 * which does not include weir. */
#ifndef HOSTS_HOST_H
#define HOSTS_HOST_H

#include "demo/burst.h"

struct weir;

/* How the tasks get to the loop. */
enum way {
    WAY_NATIVE,    /* the host's own primitive */
    WAY_UNBOUNDED, /* weir, told not to bound its turns */
    WAY_WEIR,      /* weir as it is */
    WAYS
};
extern const char *const way_names[WAYS];

struct demo_host {
    const char *name;
    const char *native; /* its own primitive */
    const char *note;   /* what else must be known of its figures; NULL: nothing */
    /* Why it is left out on this machine, or NULL; if NULL itself, it never is. */
    const char *(*missing)(void);
    /* Opens the host, runs its loop until the burst is over, closes it. In a process of its own. False: it
     * could not be opened. */
    bool (*run)(struct burst *burst, enum way way);
};

/* Ends with NULL. */
extern const struct demo_host *const demo_hosts[];

extern const struct demo_host demo_host_libevent;
extern const struct demo_host demo_host_glib;
extern const struct demo_host demo_host_qt; /* of a module, in which there is one Qt */
extern const struct demo_host demo_host_qt5;
extern const struct demo_host demo_host_qt6;
extern const struct demo_host demo_host_manual;
extern const struct demo_host demo_host_wine;
extern const struct demo_host demo_host_win32; /* of the program for Windows */

/* A weir for this way, to which the burst posts from now on; NULL if there was no memory. Not for
 * WAY_NATIVE. */
struct weir *ride_new(struct burst *burst, enum way way);

/* Ends what is left and lets go of the host. */
void ride_free(struct weir *w);

#endif
