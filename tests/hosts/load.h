/* SPDX-License-Identifier: MIT */
/* The load: two threads that post 5,000 tasks each, of half a millisecond, and what became of every one. Knows weir and
 * no host; when it starts and who watches is the probe's (probe.c). */
#ifndef HOSTS_LOAD_H
#define HOSTS_LOAD_H

#include <weir/weir.h>

enum {
    LOAD_PRODUCERS = 2,
    LOAD_EACH = 5000,
    LOAD_TASKS = LOAD_PRODUCERS * LOAD_EACH,
    LOAD_WINDOW = 32, /* tasks that one producer has posted and that have not ended, at most */
    LOAD_TASK_US = 500,
    LOAD_CAPACITY = 128 /* of the lane: all windows, and the calls of those who wait */
};

struct load;

struct load_result {
    int64_t once;         /* tasks that ran exactly once */
    int64_t elsewhere;    /* runs on a thread that is not the one that started the load */
    int64_t longest_wait; /* ns; of a task, from its post to its start */
    int untold;           /* posts that answered 1: accepted, but the host could not be told */
};

/* On the UI thread, with w attached there. NULL: no memory, or no threads; then nothing was posted. */
struct load *load_start(struct weir *w);

/* Tasks that have ended so far. Any thread. */
int64_t load_ran(const struct load *load);

/* The first answer below 0 that a post or a call was given, or 0: after one, not all tasks will run. Any thread. */
int load_refused(const struct load *load);

/* Waits for the producers, which post until they are done or refused. */
void load_join(struct load *load);

/* After load_join and the end of the weir. */
void load_result(const struct load *load, struct load_result *result);
void load_free(struct load *load);

#endif
