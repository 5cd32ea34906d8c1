/* SPDX-License-Identifier: MIT */
/* One bounded drain, as the loop thread sees it from inside. The public face is weir_turn. */
#ifndef WEIR_EXECUTOR_TURN_H
#define WEIR_EXECUTOR_TURN_H

#include "executor/lanes.h"

struct observer;
struct work;

/* Turns that follow each other within a millisecond. Until it has used the weir's time budget the
 * host is asked to come back promptly, afterwards politely. */
struct streak {
    int64_t began;
    int64_t last_end;
    bool polite; /* the last answer was: the next turn begins a new streak */
};

/* On the stack of weir_turn, from its beginning to its end. And on that of a worker, as far as it says what is done there
 * on behalf of which scope: then `work` is set and w is NULL. */
struct turn {
    struct weir *w;
    struct work *work;
    const struct weir *works_for; /* of a work: whose job it is */
    bool (*is_to_stop)(const struct work *work);
    struct turn *outer;  /* of any weir, on this thread */
    struct turn *around; /* of the same weir: this one runs inside its task */
    uint64_t epoch;
    const struct observer *observer;
    struct snapshot snapshot;

    /* The limits. */
    bool runs;       /* holds the gate in RUNNING, as a barrier and a close do not */
    bool own_budget; /* busy and the division among weirs apply */
    int64_t tasks;
    int64_t time;
    int64_t patience; /* what a streak may use before the answer turns polite */
    int64_t busy_asked;

    /* What happened. */
    int64_t began;
    int64_t now;
    int64_t ended;
    int64_t dropped;
    bool made_room;
    unsigned skipped; /* cells that held nothing to end, and entries of our own */

    /* The task that runs. */
    bool in_task;
    bool door;    /* it called weir_allow_nested */
    bool entered; /* and a turn came through it */
    bool named;   /* the log has named it */
    struct entry task;
    int64_t task_began;
};

/* The innermost turn on this thread, of any weir or of this one, or NULL. */
struct turn *turn_current(void);
struct turn *turn_of(const struct weir *w);
struct turn *turn_of_work(void); /* the innermost on this thread that is a work's, or NULL */
/* Takes the next of `lane` and ends it: run, or dropped for `why` if that is not 0. False: there
 * was nothing to end. */
bool turn_end_one(struct turn *turn, int lane, int why);
void turn_run(struct turn *turn, const struct entry *entry);
void turn_drop(struct turn *turn, struct entry *entry, int why);
/* 0, or why this thread may not: with `hosted` there must be a host, too. */
int turn_enter(struct turn *turn, struct weir *w, bool hosted);
void turn_leave(struct turn *turn);

#endif
