/* SPDX-License-Identifier: MIT */
/* Threads of a law beside the kit's own fixture: one that waits in weir_call, and waiting for what threads do. Not the
 * loop, which each host runs in its own way. */
#ifndef KIT_CALLERS_H
#define KIT_CALLERS_H

#include <weir/weir.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef bool until_fn(void *arg);

/* Spins until `until` says so, without running anything; false: not within half a minute. */
bool await(until_fn *until, void *arg);
bool is_reached(void *counter); /* an atomic_int: above 0 */

void add_one(void *counter); /* a task that adds one to an atomic_int */

/* All have ended when the law ends well. */
pthread_t start(void *(*run)(void *), void *arg);
void end(pthread_t thread);

/* Who waits in weir_call with no limit, and what it was answered. */
struct caller {
    struct weir *w;
    pthread_t thread;
    atomic_int ran;
    int answer;
};
void caller_waits(struct caller *caller, struct weir *w); /* returns once its task is accepted */
int caller_is_told(struct caller *caller);

#endif
