/* SPDX-License-Identifier: MIT */
/* struct weir and what the files of the executor share. Not for other floors. */
#ifndef WEIR_EXECUTOR_EXECUTOR_H
#define WEIR_EXECUTOR_EXECUTOR_H

#include "executor/gate.h"
#include "executor/lanes.h"
#include "executor/lobby.h"
#include "executor/scope.h"
#include "executor/timers.h"
#include "executor/turn.h"

#include <weir/observe.h>

enum {
    NAME_SIZE = 32
};

/* Whether there is a host. Written under the lobby's lock; read anywhere, acquire with release. */
enum attachment {
    NEVER_ATTACHED,
    ATTACHED,
    DETACHED,
    HOST_LOST,
    CLOSED
};

/* Of the host that was attached last, and of its thread. */
struct names {
    char pump[NAME_SIZE];
    char thread[NAME_SIZE];
    bool first;  /* thread of the process */
    bool busy;   /* the pump can tell */
    bool nested; /* as the pump says */
};

struct observer {
    weir_observer_fn *event;
    void *self;
};

/* Single words for weir_print, weir_load and weir_stats: relaxed, each right by itself. */
struct status {
    atom_u64 attachment;  /* the exception: see enum attachment */
    atom_i64 changed_at;  /* attached, detached or lost */
    atom_ptr task;        /* name of the task that runs; valid while task_began is not 0 */
    atom_i64 task_began;  /* 0: none runs */
    atom_i64 task_ns;     /* smoothed cost of a task */
    atom_u64 refusals;    /* turns refused inside the task that runs */
    atom_i64 frame_began; /* the host last said so; 0: never */
    atom_i64 frame_ended; /* likewise */
    atom_u64 turns;
    atom_u64 refused;
    atom_u64 run;
    atom_u64 dropped;
    atom_u64 overruns;
    atom_u64 ran[WEIR_RAN_CLASSES];
    atom_u64 wakes;
    atom_u64 wakes_again;
    atom_u64 wakes_failed;
};

/* What the floor above, jobs, hangs into the executor, which knows it by this only. Loop thread, but for `end`. */
struct above {
    void (*due)(struct weir *w, int64_t now, int limit); /* at most `limit` of what is due, to the lanes */
    int64_t (*deadline)(const struct weir *w);           /* when something is due; INT64_MAX: never */
    bool (*awaits_frame)(const struct weir *w);
    void (*frame)(struct weir *w, enum weir_frame_edge edge);
    /* All that waits, or only what waits for a time or a frame, to the lanes, to be dropped there. */
    void (*end_all)(struct weir *w, bool timed);
    void (*closed)(struct turn *turn); /* the last of a close */
    /* Of one scope that is cancelled: some of its jobs to the lanes, and are there more? */
    bool (*scope_cancelled)(struct weir *w, struct weir_scope *scope, int limit);
    void (*scope_empty)(struct weir *w, struct weir_scope *scope); /* resumes who awaits it */
    void (*scopes_empty)(struct weir *w);                          /* of all that are, told or not */
    /* The next job of a cancelled scope that can be ended now: out of where it waits, as an entry. */
    bool (*strike)(struct weir *w, struct weir_scope *scope, struct entry *entry);
    bool (*works_left)(struct weir *w, bool stop); /* at close; with `stop` they are asked to */
    uint64_t (*live)(const struct weir *w);        /* any thread; how many have not ended */
    void (*fork_locks)(struct weir *w);            /* first, and once what is on the list has arrived: */
    void (*fork_child)(struct weir *w, enum weir_fork_how how);
    void (*end)(struct weir *w); /* any thread: weir_free */
};

struct weir {
    /* Shared between producers and the loop thread. */
    struct gate gate;
    struct lanes lanes;
    struct records records;
    struct timers timers;
    struct lobby lobby;
    struct status status;
    atom_u64 loop_thread; /* thread_self() of it; relaxed: a thread knows its own */
    atom_ptr observer;    /* struct observer, or NULL; release, acquire */
    atom_ptr above;       /* struct above, or NULL; release, acquire */
    void *jobs;           /* of the floor above; written before `above` */
    struct scopes scopes;

    /* Written once by weir_new. */
    char name[NAME_SIZE];
    uint64_t number; /* of this weir among all of this copy of the library, from 1 */
    struct weir_budget budget;
    int64_t max_latency;
    int64_t age_limit;
    int64_t fence;
    void *cells;
    void *slots;

    struct names names; /* guarded by the lobby's lock */
    atom_u64
        changing; /* thread_self() of who is attaching, detaching or losing the host, or 0; see attach.c */

    /* Of the loop thread. */
    struct observer observers[2]; /* one is told, the other can be written */
    atom_u64 depth; /* turns and closes under way; relaxed words, release at the end for who takes over */
    uint64_t epoch; /* attachments so far: a turn notices that its pump is gone */
    int parted;     /* why the last pump left: WEIR_EDETACHED or WEIR_EHOST */
    bool cancelled; /* a scope was, and delayed tasks of it may not have been looked at */
    bool made_room; /* intake has, and who waits for room is not told yet */
    struct record *arrivals; /* taken from the record list, not yet looked at */
    struct streak streak;
    struct frames {
        uint64_t number;   /* of the frame that is under way */
        int64_t host_last; /* when weir_frame was last called; 0: never */
        int64_t own_last;  /* when the last synthesised one was, or the waiting for one began */
    } frames;
    struct closing {
        int how;     /* 0: not closing; written under the lobby's lock */
        bool ending; /* close_finish is at work */
        int64_t deadline;
    } closing;
};

/* post.c: any thread. */
int64_t posted_at(const struct weir *w); /* 0 unless somebody observes */
int post_once(struct weir *w, const struct weir_task *task, const struct entry *entry, weir_ticket *ticket);

/* call.c: any thread, under the lobby's lock. Why who waits in vain should stop: 0 is no reason yet. And waiting: it
 * leaves the lock for a nap, and for a look at the gate if nobody came by. */
int reason_to_stop(
    const struct weir *w); /* what a work that waits for w is told when it is to stop; without the lock too */
int reason_to_leave(const struct weir *w, const struct waiter *waiter, const struct weir_scope *on_behalf);
void wait_in_lobby(struct weir *w, struct waiter *waiter, int64_t deadline);
void calls_fork_child(void); /* in the child of a fork the threads are not there that wait for what runs */
/* Is it so of this turn, of one around it, or of one on a thread that waits for any of them in weir_call? */
bool turn_any(const struct turn *turn, bool (*is)(const struct turn *turn, const void *what),
              const void *what);
/* As post_once, but while the queue is full it waits until `deadline`; a cancel of the scope `on_behalf` of which it
 * waits, a close and a lost host end that. If it fails it has left the task's scope. */
int post_patiently(struct weir *w, const struct weir_task *task, const struct entry *entry,
                   weir_ticket *ticket, struct weir_scope *on_behalf, int64_t deadline);

/* intake.c: loop thread. */
void slot_arrived(struct weir *w, struct record *record);
void slot_withdrawn(struct weir *w, struct record *record);
void intake_awaits_frame(struct weir *w);     /* before somebody waits for a frame */
void intake_cancelled(struct weir *w);        /* delayed tasks of cancelled scopes, to the lanes */
void intake(struct weir *w, int64_t now);     /* a bounded part of what arrived and fell due, to the lanes */
void intake_arrivals(struct weir *w);         /* all that arrived, to the heaps */
void intake_due(struct weir *w, int64_t now); /* all that is due, to the lanes */
void intake_all(struct weir *w,
                bool timed);      /* all that waits; `timed`: no job that waits for something else */
void intake_seal(struct weir *w); /* likewise, and nothing arrives any more */
void intake_frame(struct weir *w, enum weir_frame_edge edge);
int64_t intake_deadline(const struct weir *w,
                        int64_t now); /* <= now: there is more; INT64_MAX: nothing waits */
/* Any thread. Does the host say when a frame begins, or ends? Not if it has been silent for long. */
bool host_gives(const struct weir *w, enum weir_frame_edge edge);

/* share.c: loop thread. How many weirs of this thread have work, this one included. */
int64_t share_among(const struct weir *w, int64_t now);
void share_note(const struct weir *w, int64_t now, bool has_work);

/* attach.c */
bool on_loop_thread(const struct weir *w);
enum attachment attachment(const struct weir *w);
struct names names_of(const struct weir *w);
int why_not_attached(const struct weir *w); /* the code for an attachment other than ATTACHED */
int may_take_over(const struct weir *w);    /* under the lobby's lock */
void let_go_at_close(struct weir *w);
void part(struct weir *w, enum attachment how); /* says what is attached from now on, and tells who waits */
bool is_changing(const struct weir *w); /* is this thread inside an attach, a detach or a loss of w? */

/* barrier.c: loop thread. Cancels every scope, and calls its hooks. */
void scopes_close(struct turn *turn);

/* close.c */
/* 0, or WEIR_ETIMEOUT; not inside a turn. Unless it closes, it gives up what the caller has counted in `depth`. */
int close_finish(struct weir *w);

/* observe/observe.c would be above this floor: the executor tells events through this pointer only. */
static inline const struct observer *
observer_of(const struct weir *w)
{
    return (const struct observer *)atom_load(&w->observer, acquire);
}

/* What is above, or NULL: nobody has used it yet. Pairs with the release of who hangs it in. */
static inline const struct above *
above_of(const struct weir *w)
{
    return (const struct above *)atom_load(&w->above, acquire);
}

static inline void
tell(const struct observer *observer, enum weir_event_kind kind, int64_t now, int64_t duration, int64_t count,
     const char *task)
{
    if (!observer)
        return;
    struct weir_event event = {kind, now, duration, count, task};
    observer->event(observer->self, &event);
}

/* A counter that only the loop thread writes. */
static inline void
count(atom_u64 *counter, uint64_t more)
{
    atom_store(counter, atom_load(counter, relaxed) + more, relaxed);
}

static inline void
count_ran(struct status *status, int64_t ns)
{
    int i = 0;
    for (int64_t us = ns / 1000; us > 0 && i < WEIR_RAN_CLASSES - 1; us >>= 1)
        i++;
    count(&status->ran[i], 1);
}

#endif
