/* SPDX-License-Identifier: MIT */
/* What keeps weir and its host busy at once, for laws of living together: a backlog that never ends by itself, and
 * counters of the host's work. Not the laws (hosts.c, paint.c). */
#ifndef LAWS_BUSY_H
#define LAWS_BUSY_H

#include "../kit.h"

struct busy {
    int64_t task_takes; /* ns */
    atomic_bool over;
    atomic_int chains; /* of tasks that are still going */
    atomic_int tasks, events, ticks, io, frames;
    int in_a_row, most_in_a_row; /* tasks without an event or I/O of the host's between */
};

extern struct busy busy;

void forget_busy(void);
void open_with(struct weir_options options);
/* Tasks that each use up so much time and post themselves again. */
void begin_backlog(int64_t task_takes);
void end_backlog(void);
/* Ends what the host does of its own, which keeps no event of ours when it is closed, and the backlog. */
void end_busy(void);

/* A worker that calls and waits, over and over; forgotten with busy. */
struct ping {
    atomic_int calls, failed;
    atomic_int left; /* the worker has ended */
    atomic_bool over;
};

extern struct ping ping;

void begin_ping_pong(void);
void end_ping_pong(void);

#endif
