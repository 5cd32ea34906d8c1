/* SPDX-License-Identifier: MIT */
/* The places for works: with a worker, or in the queue before them. Not their threads (worker.c), nor what a work is
 * (jobs/work.c).
 *
 * A place is kept first, so that a work which was started cannot be refused any more: an idle worker, a new one, or room in
 * the queue. The queue is used only while every thread has something to do. A thread of the pool that waits for a job does
 * not count: another is started in its stead if works are queued, and leaves when there are too many.
 *
 * tag   where            order    pairs with  what it carries
 * [E1]  holders: sub     acq_rel  [E1]        what each holder did with it, before it is released */
#include "workers/pool.h"
#include "base/system.h"

/* Threads in the stead of those that wait. */
#define SPARE_LIMIT 64

int
pool_init(struct weir_workers *workers)
{
    if (mutex_init(&workers->lock))
        return WEIR_ESYSTEM;
    if (condition_init(&workers->left)) {
        mutex_fini(&workers->lock);
        return WEIR_ESYSTEM;
    }
    workers->last = &workers->first;
    workers->process = weir_system.process();
    return 0;
}

void
pool_hold(struct weir_workers *workers)
{
    atom_add(&workers->holders, 1, relaxed);
}

void
pool_let_go(struct weir_workers *workers)
{
    if (atom_sub(&workers->holders, 1, acq_rel) != 1) /* [E1] */
        return;
    worker_release_spent(workers);
    condition_fini(&workers->left);
    mutex_fini(&workers->lock);
    weir_system.release(workers);
    thread_place_release();
}

/* The queue. */

static void
queue_push(struct weir_workers *workers, struct errand *errand)
{
    errand->place = ERRAND_IS_QUEUED;
    errand->next = NULL;
    errand->link = workers->last;
    *workers->last = errand;
    workers->last = &errand->next;
}

void
pool_unqueue(struct errand *errand)
{
    struct weir_workers *workers = errand->workers;
    *errand->link = errand->next;
    if (errand->next)
        errand->next->link = errand->link;
    else
        workers->last = errand->link;
    errand->place = ERRAND_IS_TAKEN;
    workers->queued--;
}

/* Places. */

static int
keep_own(struct weir_workers *workers, const char *name, struct worker **out)
{
    return workers->own < workers->dedicated ? worker_start(workers, name, out) : WEIR_EFULL;
}

static bool
wants_thread(const struct weir_workers *workers)
{
    return workers->pooled - workers->waiting < workers->threads &&
           workers->pooled < workers->threads + SPARE_LIMIT;
}

static int
keep_in_pool(struct weir_workers *workers, struct worker **out)
{
    *out = worker_take_idle(workers);
    if (*out) {
        (*out)->kept = true;
        return 0;
    }
    int failed = wants_thread(workers) ? worker_start(workers, NULL, out) : WEIR_EFULL;
    if (!failed || (failed != WEIR_EFULL && workers->pooled == 0))
        return failed;
    if (workers->queued >= workers->capacity)
        return WEIR_EFULL;
    workers->queued++;
    return 0;
}

int
pool_keep(struct weir_workers *workers, const struct weir_work *work, struct worker **out)
{
    *out = NULL;
    mutex_lock(&workers->lock);
    int refused = WEIR_ECLOSED;
    if (!workers->closing && work->dedicated)
        refused = keep_own(workers, work->job.name ? work->job.name : workers->name, out);
    else if (!workers->closing)
        refused = keep_in_pool(workers, out);
    mutex_unlock(&workers->lock);
    return refused;
}

void
pool_give_back(struct weir_workers *workers, struct worker *worker)
{
    mutex_lock(&workers->lock);
    if (worker) {
        worker->kept = false;
        if (worker->dedicated)
            worker_count_out(worker); /* it leaves */
        condition_signal(&worker->called);
    } else {
        workers->queued--;
    }
    mutex_unlock(&workers->lock);
}

static void
errand_release(struct errand *errand)
{
    if (atom_sub(&errand->holders, 1, acq_rel) != 1) /* [E1] */
        return;
    struct weir_workers *workers = errand->workers;
    weir_system.release(errand);
    pool_let_go(workers);
}

/* Not withdrawn, and the workers are not closing: to its worker, to one that has become idle meanwhile, or in the queue.
 * Answers whom to call, with the lock left: who is called wants it at once. */
static struct worker *
hand_over(struct errand *errand, struct worker *worker)
{
    struct weir_workers *workers = errand->workers;
    if (!worker && (worker = worker_take_idle(workers)))
        workers->queued--;
    if (worker) {
        errand->place = ERRAND_IS_TAKEN;
        worker->errand = errand;
        worker->kept = false;
    } else {
        queue_push(workers, errand);
    }
    return worker;
}

void
pool_give(struct errand *errand, struct worker *worker)
{
    struct weir_workers *workers = errand->workers;
    mutex_lock(&workers->lock);
    bool withdrawn = errand->place == ERRAND_IS_WITHDRAWN;
    bool refused = !withdrawn && workers->closing;
    struct worker *called = withdrawn || refused ? NULL : hand_over(errand, worker);
    if (refused)
        errand->place = ERRAND_IS_TAKEN; /* by this thread */
    mutex_unlock(&workers->lock);
    if (called)
        condition_signal(&called->called);
    if (withdrawn || refused)
        pool_give_back(workers, worker);
    if (refused) {
        work_stop(&errand->work);
        work_is_back(&errand->work, 0);
    }
    errand_release(errand);
}

/* The end. */

/* Under the lock: what runs cannot come back meanwhile, so its weir is there. */
static void
stop_all(struct weir_workers *workers)
{
    for (struct worker *worker = workers->all; worker; worker = worker->next) {
        if (worker->errand)
            work_stop(&worker->errand->work);
        if (worker->does)
            work_stop(&worker->does->work);
    }
    for (struct worker *worker; (worker = worker_take_idle(workers));)
        condition_signal(&worker->called);
}

/* Under the lock, which it leaves. */
static void
send_back_queued(struct weir_workers *workers)
{
    while (workers->first) {
        struct errand *errand = workers->first;
        pool_unqueue(errand);
        mutex_unlock(&workers->lock);
        work_stop(&errand->work);
        work_is_back(&errand->work, 0);
        mutex_lock(&workers->lock);
    }
}

int
pool_end(struct weir_workers *workers, int64_t deadline)
{
    int result = 0;
    mutex_lock(&workers->lock);
    workers->closing = true;
    for (;;) {
        stop_all(workers);
        send_back_queued(workers);
        stop_all(workers); /* what began or became idle meanwhile */
        int64_t now = weir_system.now();
        if (!workers->all || now >= deadline)
            break;
        condition_wait(&workers->left, &workers->lock, deadline == WEIR_FOREVER ? deadline : deadline - now);
    }
    if (workers->all)
        result = WEIR_ETIMEOUT;
    struct worker *gone = result ? NULL : workers->gone;
    mutex_unlock(&workers->lock);
    if (gone)
        worker_join(gone);
    return result;
}

void
pool_begin_anew(struct weir_workers *workers)
{
    for (struct worker *worker = workers->all, *next; worker; worker = next) {
        next = worker->next;
        weir_system.release(worker);
    }
    weir_system.release(workers->gone);
    workers->all = workers->gone = workers->idle = NULL;
    worker_release_spent(workers);
    workers->first = NULL;
    workers->queued = workers->pooled = workers->waiting = workers->own = 0;
    workers->closing = false;
    pool_init(workers); /* a lock that failed there has not failed here */
}

/* What the jobs ask. */

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

static void
let_go(struct work *work)
{
    errand_release(errand_of(work));
}

static void
wait_begins(struct work *work)
{
    struct worker *worker = errand_of(work)->worker;
    struct weir_workers *workers = worker->workers;
    mutex_lock(&workers->lock);
    workers->waiting += !worker->dedicated;
    mutex_unlock(&workers->lock);
}

static void
wait_ends(struct work *work)
{
    struct worker *worker = errand_of(work)->worker;
    struct weir_workers *workers = worker->workers;
    mutex_lock(&workers->lock);
    workers->waiting -= !worker->dedicated;
    struct worker *other = worker_is_surplus(worker) ? worker_take_idle(workers) : NULL;
    if (other)
        condition_signal(&other->called); /* it leaves */
    mutex_unlock(&workers->lock);
}

/* Though works are queued, and no thread can be started in the stead of one? */
static bool
all_wait(struct weir_workers *workers)
{
    struct worker *other = NULL;
    mutex_lock(&workers->lock);
    if (workers->first && !workers->closing && wants_thread(workers) &&
        worker_start(workers, NULL, &other) == 0)
        other->kept = false;
    bool stuck = workers->first && workers->pooled == workers->waiting;
    mutex_unlock(&workers->lock);
    return stuck;
}

static bool
is_stuck(struct work *work)
{
    return all_wait(errand_of(work)->workers);
}

static struct weir_workers *
hold_pool(struct work *work)
{
    struct weir_workers *workers = errand_of(work)->workers;
    if (work->dedicated)
        return NULL;
    pool_hold(workers);
    return workers;
}

static bool
pool_is_stuck(struct weir_workers *pool)
{
    bool stuck = all_wait(pool);
    pool_let_go(pool);
    return stuck;
}

const struct work_calls pool_calls = {
    .withdraw = withdraw,
    .release = let_go,
    .wait_begins = wait_begins,
    .is_stuck = is_stuck,
    .wait_ends = wait_ends,
    .hold_pool = hold_pool,
    .pool_is_stuck = pool_is_stuck,
};
