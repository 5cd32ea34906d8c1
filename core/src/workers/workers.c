/* SPDX-License-Identifier: MIT */
/* The public face of workers: made, freed, given work; and what a work may do but a job may not: sleep. */
#include "base/system.h"
#include "workers/pool.h"

#include <stdio.h>

enum {
    THREADS_LIMIT = 1024,
    CAPACITY_LIMIT = 1 << 24,
    CAPACITY_DEFAULT = 1024,
    DEDICATED_DEFAULT = 64,
    POOL_DEFAULT = 4
};

static uint32_t
or_default(uint32_t value, uint32_t otherwise)
{
    return value ? value : otherwise;
}

static bool
options_are_valid(const struct weir_workers_options *o)
{
    return o->threads <= THREADS_LIMIT && o->dedicated <= THREADS_LIMIT && o->capacity <= CAPACITY_LIMIT;
}

static int
make(struct weir_workers **out, const struct weir_workers_options *o)
{
    struct weir_workers *workers = weir_system.allocate(sizeof *workers);
    if (!workers)
        return WEIR_ENOMEM;
    if (pool_init(workers)) {
        weir_system.release(workers);
        return WEIR_ESYSTEM;
    }
    uint32_t count = processors();
    workers->threads = or_default(o->threads, count < POOL_DEFAULT ? count : POOL_DEFAULT);
    workers->capacity = or_default(o->capacity, CAPACITY_DEFAULT);
    workers->dedicated = or_default(o->dedicated, DEDICATED_DEFAULT);
    snprintf(workers->name, sizeof workers->name, "%s", o->name ? o->name : "weir");
    atom_init(&workers->holders, 1);
    *out = workers;
    return 0;
}

int
weir_workers_new(struct weir_workers **out, const struct weir_workers_options *options)
{
    static const struct weir_workers_options defaults;
    const struct weir_workers_options *o = options ? options : &defaults;
    if (out)
        *out = NULL;
    if (!out || !options_are_valid(o))
        return WEIR_EINVAL;
    if (thread_place_hold())
        return WEIR_ESYSTEM;
    int failed = make(out, o);
    if (failed)
        thread_place_release();
    return failed;
}

static bool
is_of(const struct turn *turn, const void *workers)
{
    return turn->work && errand_of(turn->work)->workers == workers;
}

/* In the child of a fork it has none of its threads. */
static void
mind_fork(struct weir_workers *workers)
{
    if (workers->process != weir_system.process())
        pool_begin_anew(workers);
}

int
weir_workers_free(struct weir_workers *workers, int64_t timeout)
{
    if (!workers)
        return 0;
    if (timeout < 0)
        return WEIR_EINVAL;
    mind_fork(workers);
    if (turn_any(turn_current(), is_of, workers))
        return WEIR_EDEADLK;
    int left = pool_end(workers, time_after(weir_system.now(), timeout));
    if (left)
        return left;
    pool_let_go(workers);
    return 0;
}

static void
refuse(struct errand *errand)
{
    pool_let_go(errand->workers);
    weir_system.release(errand);
}

/* A place is kept first: what was started must not be refused. */
static int64_t
start(struct weir *w, const struct weir_work *work, struct errand *errand)
{
    struct weir_workers *workers = errand->workers;
    struct worker *worker;
    bool joined = false;
    int64_t id = pool_keep(workers, work, &worker);
    if (!id) {
        id = job_start(w, &work->job, &errand->work, &joined);
        if (id > 0 && !joined) {
            pool_give(errand, worker);
            return id;
        }
        pool_give_back(workers, worker);
    }
    refuse(errand);
    return id;
}

int64_t
weir_work_start(struct weir_workers *workers, struct weir *w, const struct weir_work *work)
{
    if (work && work->job.joined)
        *work->job.joined = false;
    if (!workers || !work || work->job.delay || work->job.frames || work->job.frame_end)
        return WEIR_EINVAL;
    int64_t id = job_refused(w, &work->job);
    if (!id)
        id = job_joined(w, &work->job); /* which takes no place */
    if (id)
        return id;
    mind_fork(workers);
    struct errand *errand = weir_system.allocate(sizeof *errand);
    if (!errand)
        return WEIR_ENOMEM;
    pool_hold(workers);
    errand->workers = workers;
    errand->work.calls = &pool_calls;
    errand->work.on_refresh = work->on_refresh;
    errand->work.dedicated = work->dedicated;
    atom_init(&errand->holders, 2);
    return start(w, work, errand);
}

/* Under the lock of its weir's lobby. */
static int
sleep_until(struct weir_job *job, struct waiter *waiter, int64_t deadline)
{
    struct weir *w = weir_of(job);
    for (;;) {
        int64_t now = weir_system.now();
        int reason = reason_to_stop(w);
        if (reason || now >= deadline)
            return reason;
        int64_t until = deadline < job->deadline ? deadline : job->deadline;
        condition_wait(&waiter->condition, &w->lobby.lock, until == INT64_MAX ? WEIR_FOREVER : until - now);
    }
}

int
weir_work_sleep(struct weir_job *job, int64_t duration)
{
    if (!job || duration < 0)
        return WEIR_EINVAL;
    if (!work_of(job) || work_of(job) != work_of_thread())
        return WEIR_ETHREAD;
    struct lobby *lobby = &weir_of(job)->lobby;
    int64_t deadline = time_after(weir_system.now(), duration);
    struct waiter waiter;
    mutex_lock(&lobby->lock);
    int result = lobby_enter(lobby, &waiter);
    if (!result) {
        result = sleep_until(job, &waiter, deadline);
        lobby_leave(lobby, &waiter);
    }
    mutex_unlock(&lobby->lock);
    return result;
}
