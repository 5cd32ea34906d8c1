/* SPDX-License-Identifier: MIT */
/* What the files of workers share: the threads, the queue before them, and a work on its way. The public functions are
 * in weir/workers.h. */
#ifndef WEIR_WORKERS_POOL_H
#define WEIR_WORKERS_POOL_H

#include "base/atomic.h"
#include "jobs/jobs.h"

#include <weir/workers.h>

struct worker;

/* Where it is. Under the pool's lock. */
enum errand_place {
    ERRAND_STARTS, /* its starter has it: it is about to be queued or given to a worker */
    ERRAND_IS_QUEUED,
    ERRAND_IS_TAKEN, /* by a worker, which brings it back */
    ERRAND_IS_WITHDRAWN
};

/* A work on its way to a worker. */
struct errand {
    struct work work;
    struct weir_workers *workers;
    atom_u64 holders; /* its starter and its job */

    /* Under the pool's lock. */
    enum errand_place place;
    struct errand *next, **link; /* in the queue */
    struct worker *worker;       /* who does it */
};

struct worker {
    struct thread thread;
    struct weir_workers *workers;
    struct condition called; /* there is something for it */

    /* Under the pool's lock. */
    struct worker *next, **link; /* of all */
    struct worker *next_idle;    /* or spent */
    struct errand *errand;       /* given to it */
    struct errand *does;
    bool dedicated; /* does one errand and leaves */
    bool idle;      /* in the list of the idle */
    bool kept;      /* for an errand that is about to be given to it */
    bool counted;   /* in pooled or own */
};

struct weir_workers {
    struct mutex lock;     /* of all below; before the lobby's and a record's */
    struct condition left; /* a worker has left */
    struct worker *all, *idle;
    struct worker *gone; /* the last that left; it joins the one that left before it */
    struct worker
        *spent; /* to be used again: who calls one may be late, so none is released before the end */
    struct errand *first, **last; /* the queue */
    uint32_t queued;              /* in it, or about to be */
    uint32_t pooled, waiting;     /* threads of the pool, and those of them that wait for a job */
    uint32_t own;                 /* dedicated ones */
    uint32_t numbered;
    bool closing;

    /* Written once, but in the child of a fork. */
    atom_u64
        holders; /* who made it, and each errand: its lock must be there as long as one may be withdrawn */
    uint64_t process;
    uint32_t threads, capacity, dedicated;
    char name[32];
};

/* pool.c: any thread. */
int pool_init(struct weir_workers *workers);
void
pool_begin_anew(struct weir_workers *workers); /* in the child of a fork, which has none of the threads */
/* A place for one more, kept until it is given or given back: *out is its worker, NULL is in the queue. */
int pool_keep(struct weir_workers *workers, const struct weir_work *work, struct worker **out);
void pool_give(struct errand *errand, struct worker *worker);
void pool_give_back(struct weir_workers *workers, struct worker *worker);
int pool_end(struct weir_workers *workers, int64_t deadline);
void pool_hold(struct weir_workers *workers);
void pool_let_go(struct weir_workers *workers);
extern const struct work_calls pool_calls;
void pool_unqueue(struct errand *errand); /* under the lock */

/* worker.c: under the lock, but for the last two. */
int worker_start(struct weir_workers *workers, const char *own_name,
                 struct worker **out);                         /* kept; name NULL: of the pool */
struct worker *worker_take_idle(struct weir_workers *workers); /* NULL: there is none; it is to be called */
void worker_count_out(struct worker *worker);                  /* it is no longer one of so many */
bool worker_is_surplus(const struct worker *worker);           /* more threads than wanted are at work */
void worker_join(struct worker *worker);                       /* one that has left */
void worker_release_spent(struct weir_workers *workers);

static inline struct errand *
errand_of(struct work *work)
{
    return (struct errand *)((char *)work - offsetof(struct errand, work));
}

#endif
