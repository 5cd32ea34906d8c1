/* SPDX-License-Identifier: MIT */
/* Workers of a law, its gate, and the host's loop while they work. Not the laws. */
#include "works.h"

#include "base/system.h"

struct weir_workers *workers;

static atomic_int inside;
static atomic_int threads;
static int (*real_thread_start)(struct thread *thread);

static struct {
    pthread_mutex_t lock;
    pthread_cond_t opened;
    bool open;
} gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};

/* The gate. */

static void
come_inside(struct note *note)
{
    note_work(note);
    atomic_fetch_add(&inside, 1);
}

static bool
so_many_inside(void *count)
{
    return atomic_load(&inside) >= *(int *)count;
}

void
await_inside(int count)
{
    ck_assert(await(so_many_inside, &count));
}

void
pass_gate(void)
{
    pthread_mutex_lock(&gate.lock);
    while (!gate.open)
        pthread_cond_wait(&gate.opened, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
}

static void
set_gate(bool open)
{
    pthread_mutex_lock(&gate.lock);
    gate.open = open;
    pthread_cond_broadcast(&gate.opened);
    pthread_mutex_unlock(&gate.lock);
}

void
open_gate(void)
{
    set_gate(true);
}

/* Works. */

void
note_work(struct note *note)
{
    ck_assert(!weir_on_loop_thread(w));
    ck_assert_int_eq(note->ends, 0);
    note->steps++;
}

struct weir_work
works(weir_step_fn *step, struct note *note)
{
    return (struct weir_work){.job = notes(step, note)};
}

int64_t
must_work(const struct weir_work *work)
{
    struct note *note = work->job.arg;
    note->id = weir_work_start(workers, w, work);
    ck_assert_int_gt(note->id, 0);
    return note->id;
}

int64_t
start_work(weir_step_fn *step, struct note *note)
{
    struct weir_work work = works(step, note);
    return must_work(&work);
}

int
work_done(struct weir_job *job, void *note)
{
    note_work(note);
    return weir_done(job, NULL);
}

int
work_fail(struct weir_job *job, void *note)
{
    note_work(note);
    return weir_fail(job, "no such %s", "file");
}

int
work_held(struct weir_job *job, void *note)
{
    come_inside(note);
    pass_gate();
    return weir_done(job, NULL);
}

int
work_asks(struct weir_job *job, void *note)
{
    come_inside(note);
    pass_gate();
    return weir_job_cancelled(job) ? WEIR_ECANCELLED : weir_done(job, NULL);
}

int
work_until_asked(struct weir_job *job, void *note)
{
    int asked;
    come_inside(note);
    while (!(asked = weir_work_sleep(job, WEIR_FOREVER)))
        continue;
    return asked;
}

/* The host's loop. */

struct wait {
    until_fn *until;
    void *arg;
};

static bool
until_or_comes(void *arg)
{
    struct wait *wait = arg;
    return wait->until(wait->arg) || atomic_load(&host.woken) || host.earliest <= weir_now();
}

void
run_until(until_fn *until, void *arg)
{
    while (!until(arg)) {
        ck_assert(await(until_or_comes, &(struct wait){until, arg}));
        turns(1);
    }
}

static bool
is_over(void *note)
{
    return ((const struct note *)note)->ends > 0;
}

void
run_until_ended(const struct note *note)
{
    run_until(is_over, (void *)note);
}

/* Around each law. */

int
threads_started(void)
{
    return atomic_load(&threads);
}

static int
count_thread(struct thread *thread)
{
    atomic_fetch_add(&threads, 1);
    return real_thread_start(thread);
}

void
renew_workers(const struct weir_workers_options *options)
{
    ck_assert_int_eq(weir_workers_free(workers, WEIR_FOREVER), 0);
    ck_assert_int_eq(weir_workers_new(&workers, options), 0);
}

static void
setup_workers(void)
{
    real_thread_start = weir_system.thread_start;
    weir_system.thread_start = count_thread;
    atomic_store(&inside, 0);
    atomic_store(&threads, 0);
    set_gate(false);
    ck_assert_int_eq(weir_workers_new(&workers, NULL), 0);
}

static void
teardown_workers(void)
{
    open_gate();
    ck_assert_int_eq(weir_workers_free(workers, WEIR_FOREVER), 0);
}

TCase *
works_case(Suite *suite, const char *name)
{
    TCase *tcase = system_case(suite, name);
    tcase_add_checked_fixture(tcase, setup_workers, teardown_workers);
    return tcase;
}
