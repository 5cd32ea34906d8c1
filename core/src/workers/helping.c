/* SPDX-License-Identifier: MIT */
/* A worker that waits for a job: it does what it waits for itself if that is queued, or what is queued if all others of its
 * pool wait too; and is refused what would wait for itself. And how else the jobs ask for what is on its way to a worker.
 *
 * tag   where            order    pairs with  what it carries
 * [E1]  holders: sub     acq_rel  [E1]        what its starter and its job did with it, before it is released */
#include "base/system.h"
#include "workers/pool.h"

/* Works within works on one stack. */
#define DEPTH_LIMIT 64

void
errand_release(struct errand *errand)
{
    if (atom_sub(&errand->holders, 1, acq_rel) == 1) /* [E1] */
        weir_system.release(errand);
}

static void
release(struct work *work)
{
    errand_release(errand_of(work));
}

static bool
withdraw(struct work *work)
{
    struct errand *errand = errand_of(work);
    struct mutex *lock = &errand->workers->lock;
    mutex_lock(lock);
    bool free = errand->place == ERRAND_STARTS || errand->place == ERRAND_IS_QUEUED;
    if (errand->place == ERRAND_IS_QUEUED)
        pool_unqueue(errand);
    if (free)
        errand->place = ERRAND_IS_WITHDRAWN;
    mutex_unlock(lock);
    return free;
}

static bool
is(const struct errand *errand, const struct weir *w, int64_t id)
{
    return errand->work.w == w && errand->work.id == id;
}

static struct worker *
who_does(const struct weir_workers *workers, const struct weir *w, int64_t id)
{
    for (struct worker *worker = workers->all; worker; worker = worker->next)
        for (const struct errand *errand = worker->top; errand; errand = errand->outer)
            if (is(errand, w, id))
                return worker;
    return NULL;
}

/* From who does what is waited for to who does what that one waits for, and on. It ends: no ring was let close before. */
static bool
waits_for_itself(const struct errand *by, const struct weir *w, int64_t id)
{
    const struct worker *at = who_does(by->workers, w, id);
    while (at && at != by->worker && at->top->waits_on)
        at = who_does(by->workers, at->top->waits_on, at->top->waits_for);
    return at == by->worker;
}

static int
wait_begins(struct work *work, struct weir *w, int64_t id)
{
    struct errand *by = errand_of(work);
    struct weir_workers *workers = by->workers;
    mutex_lock(&workers->lock);
    bool refused = waits_for_itself(by, w, id);
    if (!refused) {
        by->waits_on = w;
        by->waits_for = id;
    }
    mutex_unlock(&workers->lock);
    return refused ? WEIR_EDEADLK : 0;
}

static void
wait_ends(struct work *work)
{
    struct errand *by = errand_of(work);
    mutex_lock(&by->workers->lock);
    by->waits_on = NULL;
    mutex_unlock(&by->workers->lock);
}

static bool
all_wait(const struct weir_workers *workers)
{
    for (const struct worker *worker = workers->all; worker; worker = worker->next)
        if (!worker->dedicated && !(worker->top && worker->top->waits_on))
            return false;
    return true;
}

/* What it should do: the very one, or with nobody else left the oldest. */
static struct errand *
find_queued(const struct weir_workers *workers, const struct weir *w, int64_t id)
{
    for (struct errand *errand = workers->first; errand; errand = errand->next)
        if (is(errand, w, id))
            return errand;
    return all_wait(workers) ? workers->first : NULL;
}

static bool
is_deep(const struct errand *errand)
{
    int depth = 0;
    for (; errand; errand = errand->outer)
        depth++;
    return depth >= DEPTH_LIMIT;
}

static int
help(struct work *work, struct weir *w, int64_t id)
{
    struct errand *by = errand_of(work);
    struct weir_workers *workers = by->workers;
    int result = 0;
    mutex_lock(&workers->lock);
    struct errand *errand = find_queued(workers, w, id);
    if (errand && is_deep(by)) {
        result = all_wait(workers) ? WEIR_EDEADLK : 0;
    } else if (errand) {
        pool_unqueue(errand);
        pool_do(by->worker, errand);
        result = 1;
    }
    mutex_unlock(&workers->lock);
    return result;
}

const struct work_calls errand_calls = {
    .withdraw = withdraw,
    .release = release,
    .wait = wait_begins,
    .help = help,
    .waited = wait_ends,
};
