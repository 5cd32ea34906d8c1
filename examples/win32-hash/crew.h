/* SPDX-License-Identifier: MIT */
/* Threads that work for a window, and what they hand it. Not what they do (hashing.c), nor how it is carried: crew.c has
 * all of that. */
#ifndef HASH_CREW_H
#define HASH_CREW_H

#include <weir/weir.h>

/* The weir on the thread of the window, and the account of it. One for the program. */
struct ride {
    struct weir *weir;
    volatile int64_t posted; /* interlocked: tasks that it accepted */
};

struct account {
    uint64_t posted, run, dropped;
};

/* 0, or what weir answered. */
int ride_begin(struct ride *ride);

/* Is a task of it running? Then the window must stay until it has returned. */
bool ride_is_inside(const struct ride *ride);

/* Every crew must be freed. What was accepted has ended afterwards. */
struct account ride_end(struct ride *ride);

/* Some threads with one purpose: a folder that is hashed. */
struct crew;
typedef void crew_work(struct crew *crew, void *arg);

/* Has `count` threads run work(crew, arg), or as many as the system gives. NULL: not one. */
struct crew *crew_start(struct ride *ride, unsigned count, crew_work *work, void *arg);

/* On one of the crew's threads. False: it is stopped, the task was not accepted and arg is still the caller's. Else
 * run(arg) is called on the window's thread, or drop(arg). Waits while many tasks wait. */
bool crew_hand(struct crew *crew, weir_fn *run, weir_drop_fn *drop, void *arg);

/* The same on the window's thread, for itself and for later; never waits. */
bool crew_later(struct crew *crew, int64_t delay, weir_fn *run, weir_drop_fn *drop, void *arg);

/* Any thread; its threads look at it now and then. */
bool crew_is_stopped(const struct crew *crew);

/* On the window's thread. From now on nothing that the crew handed over runs; its threads end soon. */
void crew_stop(struct crew *crew);

/* On the window's thread, not inside a task of the crew. It is stopped, its threads have ended and so has everything
 * that they handed over: what their tasks point at may be freed. NULL is ignored. */
void crew_free(struct crew *crew);

#endif
