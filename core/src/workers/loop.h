/* SPDX-License-Identifier: MIT */
/* The loop of a weir that has a thread of its own, and its pump: it waits until woken or until a turn is due. It may be
 * driven on any thread. Not that thread, nor how it is stopped (thread.c). */
#ifndef WEIR_WORKERS_LOOP_H
#define WEIR_WORKERS_LOOP_H

#include "base/thread.h"

#include <weir/pump.h>

/* Memory is the owner's: the pump's end frees nothing, so that the loop can look at what became of it. */
struct own_loop {
    struct weir *w;
    int64_t earliest; /* when a turn is due without a wake; of the loop's thread */
    bool forked;      /* in a child, where the lock may be held by a thread that is not there */

    struct mutex lock; /* guards what follows; never held while weir is called */
    struct condition bell;
    bool woken;    /* set by the pump's wake, taken back by loop_wait */
    bool rung;     /* by loop_ring */
    bool attached; /* no wake comes once it is false */
    bool lost;     /* and it was weir_host_lost that ended it */
};

int loop_init(struct own_loop *loop, struct weir *w); /* 0 or WEIR_ESYSTEM */
void loop_fini(struct own_loop *loop);                /* not attached (any more) */
/* As weir_attach; this thread drives the loop from now on. */
int loop_attach(struct own_loop *loop);

/* Waits until a turn is due, somebody rings, or `until` (a time) has come. Is a turn due? Takes the wake back. */
bool loop_wait(struct own_loop *loop, int64_t until);
void loop_turn(struct own_loop *loop);

/* Under the lock, any thread: who waits looks again. */
void loop_ring(struct own_loop *loop);

#endif
