/* SPDX-License-Identifier: MIT */
/* Where threads wait: for their call to end, or for room. One lock, one condition for each waiter.
 * Not what they wait for. */
#ifndef WEIR_EXECUTOR_LOBBY_H
#define WEIR_EXECUTOR_LOBBY_H

#include "base/thread.h"

#include <stdbool.h>

/* On the waiting thread's stack; in the list from enter to leave. */
struct waiter {
    struct condition condition;
    struct waiter *next;
    struct waiter **link;
    uint64_t losses; /* of the lobby, when it entered */
    bool wants_room;
};

struct lobby {
    struct mutex lock; /* guards all below; never held while calling out */
    struct waiter *waiters;
    struct condition emptied;
    uint64_t losses; /* hosts that died */
    uint64_t rooms;  /* turns that made room */
};

int lobby_init(struct lobby *lobby); /* 0 or WEIR_ESYSTEM */
void lobby_fini(struct lobby *lobby);
void lobby_wait_empty(struct lobby *lobby);
void lobby_rouse(struct lobby *lobby);     /* all look whether they still wait */
void lobby_make_room(struct lobby *lobby); /* those who wait for room do */

/* Under the lock. */
int lobby_enter(struct lobby *lobby, struct waiter *waiter); /* 0 or WEIR_ESYSTEM */
void lobby_leave(struct lobby *lobby, struct waiter *waiter);
void lobby_poke_all(struct lobby *lobby);

#endif
