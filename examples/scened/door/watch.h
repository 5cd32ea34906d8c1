/* SPDX-License-Identifier: MIT */
/* Sight of one loop thread: what runs there now and since when, and its last turns. Written by weir's observer there, read
 * by any thread; neither waits for the other. Not what is told to whom (events.h, health.h). */
#ifndef SCENED_WATCH_H
#define SCENED_WATCH_H

#include <weir/observe.h>

#include <stdatomic.h>

enum {
    WATCH_TURNS = 1024, /* the last that are kept; a power of two */
    WATCH_NESTED = 8    /* turns inside tasks inside turns; what is deeper is not seen */
};

/* A turn that ended a task, or took a millisecond. Times in ns, `began` of weir_now. */
struct watch_turn {
    int64_t began, duration, tasks;
    int64_t worst;    /* of its tasks, the longest */
    int64_t waited;   /* of its tasks, the one that waited longest */
    const char *slow; /* the name of the longest, or NULL */
};

struct watch_task {
    const char *name; /* or NULL */
    int64_t since;    /* weir_now */
    bool is_open;     /* turns came through its open door: the loop goes on inside it */
};

/* What the observer writes; its fields are watch.c's. */
struct watch {
    struct weir *weir;

    /* The loop thread's own: each turn that has not ended, and the task that it runs. [0] is no turn: weir_close. */
    struct watch_frame {
        struct watch_turn turn;
        struct watch_task task;
        bool is_running;
    } frames[WATCH_NESTED];
    int depth; /* may be more than there are frames */

    /* What runs: published as a whole, for a reader sees an even `version` twice. */
    struct {
        _Atomic uint64_t version;
        _Atomic int64_t since; /* 0: nothing */
        _Atomic(const char *) name;
        _Atomic bool is_open;
    } now;

    /* Turn n lies in slot n % WATCH_TURNS. */
    _Atomic uint64_t claimed, written;
    struct {
        _Atomic int64_t began, duration, tasks, worst, waited;
        _Atomic(const char *) slow;
    } slots[WATCH_TURNS];
};

/* Loop thread of w, as weir_observe, whose answers they answer. */
int watch_start(struct watch *watch, struct weir *w);
int watch_stop(struct watch *watch);

/* Any thread: does a task run there, the innermost one? false, *now is all 0: none does, or each only for so short that it
 * could not be read. */
bool watch_runs(const struct watch *watch, struct watch_task *now);

/* Any thread: when the last turn ended that is kept; 0: none has. */
int64_t watch_turned(const struct watch *watch);

/* Any thread: the turns from number *next on, oldest first, at most `most`. Returns how many; *next goes on behind them,
 * *lost grows by those that newer ones have replaced meanwhile. *next 0 begins with the oldest that is kept. */
size_t watch_take(const struct watch *watch, uint64_t *next, struct watch_turn *turns, size_t most,
                  uint64_t *lost);

#endif
