/* SPDX-License-Identifier: MIT */
/* What laws of a weir's own thread share: a weir that has one, tasks that are counted, and the threads of the process. Not
 * the laws. */
#ifndef OWN_THREAD_FIXTURE_H
#define OWN_THREAD_FIXTURE_H

#include "callers.h"
#include "platform.h"
#include "program.h"

#include "workers/thread.h"

#include <stdatomic.h>

/* Made before each law. */
extern struct weir *w;
extern struct weir_thread *own;
extern atomic_int ran, dropped;

void post(weir_fn *run, void *arg); /* with a drop that is counted; it must be accepted */
void count_drop(void *arg, int why);
/* A task that holds the thread until somebody has called weir_thread_stop. */
void until_stopped(void *unused);

void threads_become(int count); /* as threads_now counts them */

/* Stops and frees what the law has left. Part of the fixture. */
void all_is_over(void);

void laws_of_start(Suite *suite);
void laws_of_stop(Suite *suite);
TCase *own_case(Suite *suite, const char *name);

#endif
