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

struct demo_host {
    const char *name;
    const char *native; /* its own primitive */
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

/* A weir for this way, to which the burst posts from now on; NULL if there was no memory. Not for
 * WAY_NATIVE. */
struct weir *ride_new(struct burst *burst, enum way way);

/* Ends what is left and lets go of the host. */
void ride_free(struct weir *w);

#endif
