/* SPDX-License-Identifier: MIT */
/* The thread of a worker, from its start until it is joined: what it does next, and when it leaves. Not what waits for it
 * (pool.c). */
#include "base/system.h"
#include "workers/pool.h"

#include <stdio.h>

static void
link_in(struct worker *worker)
{
    struct weir_workers *workers = worker->workers;
    worker->next = workers->all;
    worker->link = &workers->all;
    if (worker->next)
        worker->next->link = &worker->next;
    workers->all = worker;
}

static void
unlink_from(struct worker *worker)
{
    *worker->link = worker->next;
    if (worker->next)
        worker->next->link = worker->link;
}

struct worker *
worker_take_idle(struct weir_workers *workers)
{
    struct worker *worker = workers->idle;
    if (worker) {
        workers->idle = worker->next_idle;
        worker->idle = false;
    }
    return worker;
}

void
worker_count_out(struct worker *worker)
{
    struct weir_workers *workers = worker->workers;
    if (worker->counted)
        *(worker->dedicated ? &workers->own : &workers->pooled) -= 1;
    worker->counted = false;
}

/* Under the lock, which it leaves meanwhile. */
static void
do_errand(struct worker *worker, struct errand *errand)
{
    struct weir_workers *workers = worker->workers;
    errand->worker = worker;
    worker->does = errand;
    mutex_unlock(&workers->lock);
    int answer = work_perform(&errand->work);
    mutex_lock(&workers->lock);
    worker->does = NULL;
    if (worker->dedicated)
        worker_count_out(worker); /* before anybody can see that it is back, and wants another */
    mutex_unlock(&workers->lock);
    work_is_back(&errand->work, answer);
    mutex_lock(&workers->lock);
}

bool
worker_is_surplus(const struct worker *worker)
{
    const struct weir_workers *workers = worker->workers;
    return !worker->dedicated && workers->pooled - workers->waiting > workers->threads;
}

/* Waits for it; NULL: this worker is to leave. */
static struct errand *
next_errand(struct worker *worker)
{
    struct weir_workers *workers = worker->workers;
    for (;;) {
        struct errand *errand = worker->errand;
        worker->errand = NULL;
        bool free = !worker->kept && !worker->idle; /* who is idle is called */
        if (!errand && free && worker_is_surplus(worker))
            return NULL;
        if (!errand && free && !worker->dedicated && !workers->closing && workers->first)
            pool_unqueue(errand = workers->first);
        if (errand)
            return errand;
        if (free && (worker->dedicated || workers->closing))
            return NULL;
        if (free) {
            worker->idle = true;
            worker->next_idle = workers->idle;
            workers->idle = worker;
        }
        condition_wait(&worker->called, &workers->lock, WEIR_FOREVER);
    }
}

/* To be used again. Under the lock. */
static void
put_aside(struct worker *worker)
{
    worker->next_idle = worker->workers->spent;
    worker->workers->spent = worker;
}

void
worker_join(struct worker *worker)
{
    struct mutex *lock = &worker->workers->lock;
    thread_join(&worker->thread);
    mutex_lock(lock);
    put_aside(worker);
    mutex_unlock(lock);
}

static struct worker *
make_worker(struct weir_workers *workers, int *failed)
{
    struct worker *worker = workers->spent;
    if (worker) {
        workers->spent = worker->next_idle;
        return worker;
    }
    worker = weir_system.allocate(sizeof *worker);
    *failed = !worker ? WEIR_ENOMEM : condition_init(&worker->called);
    if (!*failed)
        return worker;
    weir_system.release(worker);
    return NULL;
}

void
worker_release_spent(struct weir_workers *workers)
{
    while (workers->spent) {
        struct worker *worker = workers->spent;
        workers->spent = worker->next_idle;
        condition_fini(&worker->called);
        weir_system.release(worker);
    }
}

/* The thread. What runs when it ends (a destructor of a thread's variable, say) may use the workers: so it is joined by the
 * next that leaves, with no lock held, and never by who starts a work. */
static void
run(void *arg)
{
    struct worker *worker = arg;
    struct weir_workers *workers = worker->workers;
    struct errand *errand;
    mutex_lock(&workers->lock);
    while ((errand = next_errand(worker)))
        do_errand(worker, errand);
    worker_count_out(worker);
    unlink_from(worker);
    struct worker *before = workers->gone;
    workers->gone = worker;
    condition_signal(&workers->left);
    mutex_unlock(&workers->lock);
    if (before)
        worker_join(before);
}

/* Under the lock, for which the new thread waits. */
int
worker_start(struct weir_workers *workers, const char *own_name, struct worker **out)
{
    int failed = 0;
    struct worker *worker = make_worker(workers, &failed);
    if (!worker)
        return failed;
    worker->workers = workers;
    worker->dedicated = own_name;
    worker->kept = true;
    worker->thread.run = run;
    worker->thread.arg = worker;
    if (own_name)
        snprintf(worker->thread.name, sizeof worker->thread.name, "%s", own_name);
    else
        snprintf(worker->thread.name, sizeof worker->thread.name, "%s %u", workers->name,
                 ++workers->numbered);
    failed = thread_start(&worker->thread);
    if (failed) {
        put_aside(worker);
        return failed;
    }
    *(own_name ? &workers->own : &workers->pooled) += 1;
    worker->counted = true;
    link_in(worker);
    *out = worker;
    return 0;
}
