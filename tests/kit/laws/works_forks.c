/* SPDX-License-Identifier: MIT */
/* Laws of works and fork: the child has none of the threads and forgets the works, and the parent ends its own. Not of
 * tasks (fork.c), whose rule holds here too: the child of a law may not use check, and answers with the number of the first
 * thing that was not as it should be. */
#include "works.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WATCHED_BY_TSAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define WATCHED_BY_TSAN 1
#endif

enum {
    QUEUED = 4
};

static struct work *running, *dedicated, *queued[QUEUED];

static void
make_works(void)
{
    open_workers((struct weir_workers_options){.threads = 1, .capacity = QUEUED, .dedicated = 1});
    running = begun(start_work(stay));
    dedicated = begun(start_dedicated(stay));
    for (int i = 0; i < QUEUED; i++)
        queued[i] = start_work(return_at_once);
}

static void
parent_has_lost_nothing(void)
{
    ck_assert_int_eq(given.started, 2);
    let_go(running);
    let_go(dedicated);
    run_until_all_done();
    for (int i = 0; i < works_made; i++)
        work_completed(&works[i]);
}

static bool
is_done(void *arg)
{
    struct work *work = arg;
    return atomic_load(&work->dones) > 0;
}

static bool
child_runs_until_done(struct work *work)
{
    return host->run(kit.loop, is_done, work, LIMIT);
}

static int
child_starts(struct work *work, bool own)
{
    struct weir_work start = work_of(work);
    start.dedicated = own;
    work->id = weir_work_start(workers, kit.w, &start);
    if (work->id <= 0)
        return 1;
    if (!child_runs_until_done(work))
        return 2;
    return work->end.status == WEIR_JOB_COMPLETED && work->begun == 1 ? 0 : 3;
}

static bool
any_of_the_parents_was_touched(void)
{
    int touched = running->returned + running->dones + dedicated->returned + dedicated->dones;
    for (int i = 0; i < QUEUED; i++)
        touched += queued[i]->begun + queued[i]->dones;
    return touched > 0;
}

static enum weir_fork_how how;

static int
child_closes(void)
{
    if (weir_close(kit.w, WEIR_DROP, LIMIT) != 0)
        return 40;
    if (any_of_the_parents_was_touched())
        return 41;
    weir_free(kit.w);
    if (weir_workers_free(workers, LIMIT) != 0)
        return 42;
    return given.blocks == 0 ? 0 : 43;
}

static int
child_that_only_closes(void)
{
    host->fork_child(kit.loop);
    given.alive = 0;
    return weir_fork_child(kit.w, how) == 0 ? child_closes() : 1;
}

/* The pool is empty there, with all its room. */
static int
child_that_works(void)
{
    host->fork_child(kit.loop);
    given.alive = 0;
    if (weir_fork_child(kit.w, how) != 0)
        return 1;
    for (int i = 0; i < 4; i++) {
        struct work *work = a_work(return_at_once);
        int failed = child_starts(work, i % 2);
        if (failed)
            return 10 * (i + 1) + failed;
    }
    return child_closes();
}

START_TEST(a_forked_child_forgets_the_works_of_its_parent)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    how = _i ? WEIR_FORK_KEEP : WEIR_FORK_DROP;
    make_works();
    ck_assert_int_eq(forked_child(child_that_only_closes), 0);
    parent_has_lost_nothing();
}
END_TEST

START_TEST(a_forked_child_may_start_works_of_its_own)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
#ifdef WATCHED_BY_TSAN
    not_applicable(__func__, host->name, "ThreadSanitizer has no threads in a child of threads");
    return;
#endif
    how = _i ? WEIR_FORK_KEEP : WEIR_FORK_DROP;
    make_works();
    ck_assert_int_eq(forked_child(child_that_works), 0);
    parent_has_lost_nothing();
}
END_TEST

static int
child_without_a_host(void)
{
    given.alive = 0;
    if (weir_fork_child(kit.w, how) != 0)
        return 1;
    return child_closes();
}

START_TEST(works_of_a_weir_without_a_pump_are_forgotten_on_every_host)
{
    NEEDS_FORK();
    how = _i ? WEIR_FORK_KEEP : WEIR_FORK_DROP;
    make_works();
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(forked_child(child_without_a_host), 0);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    parent_has_lost_nothing();
}
END_TEST

/* A work that is inside a call at the fork: the child has neither it nor what it asked. */
static atomic_int called;

static int
call_the_parent(struct weir_job *self, struct work *work)
{
    (void)work;
    return weir_call(weir_job_weir(self), add_one, &called, WEIR_FOREVER);
}

static int
child_of_a_caller(void)
{
    host->fork_child(kit.loop);
    given.alive = 0;
    if (weir_fork_child(kit.w, how) != 0)
        return 1;
    if (weir_close(kit.w, WEIR_DROP, LIMIT) != 0)
        return 2;
    if (called + works[0].returned + works[0].dones > 0)
        return 3;
    weir_free(kit.w);
    return weir_workers_free(workers, LIMIT) == 0 ? 0 : 4;
}

START_TEST(a_work_that_calls_during_a_fork_is_answered_in_the_parent_only)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    how = _i ? WEIR_FORK_KEEP : WEIR_FORK_DROP;
    called = 0;
    struct work *work = start_asking(ask_and_complete, call_the_parent);
    await_waiters(1);
    ck_assert_int_eq(forked_child(child_of_a_caller), 0);
    run_until_done(work);
    was_answered(work, 0);
    ck_assert_int_eq(called, 1);
    work_completed(work);
}
END_TEST

static int
child_that_forgets_its_caller(void)
{
    host->fork_child(kit.loop);
    given.alive = 0;
    if (weir_fork_child(kit.w, how) != 0)
        return 1;
    return weir_workers_free(workers, LIMIT) == 0 ? 0 : 2; /* nobody waits for this task */
}

static void
fork_for_a_work(void *ended)
{
    atomic_store((atomic_int *)ended, forked_child(child_that_forgets_its_caller));
    add_one(&called);
}

static int
have_the_loop_fork(struct weir_job *self, struct work *work)
{
    return weir_call(weir_job_weir(self), fork_for_a_work, &work->go, WEIR_FOREVER);
}

START_TEST(in_a_child_no_work_waits_for_the_task_that_has_forked)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    how = _i ? WEIR_FORK_KEEP : WEIR_FORK_DROP;
    called = 0;
    struct work *work = start_asking(ask_and_complete, have_the_loop_fork);
    run_until_done(work);
    ck_assert_int_eq(called, 1);
    ck_assert_int_eq(work->go, 0);
    was_answered(work, 0);
}
END_TEST

static int
child_that_ends_all(void)
{
    host->fork_child(kit.loop);
    if (weir_fork_child(kit.w, how) != 0 || weir_close(kit.w, WEIR_DROP, LIMIT) != 0)
        return 1;
    weir_free(kit.w);
    if (weir_workers_free(workers, LIMIT) != 0)
        return 2;
    return given.blocks == 0 ? 0 : 3;
}

START_TEST(a_child_frees_what_is_left_of_threads_that_have_ended)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
#ifdef WATCHED_BY_TSAN
    not_applicable(__func__, host->name,
                   "ThreadSanitizer misses the join of the parent's thread in the child");
    return;
#endif
    how = _i ? WEIR_FORK_KEEP : WEIR_FORK_DROP;
    for (int i = 0; i < 3; i++)
        run_until_done(start_dedicated(return_at_once));
    await(no_thread_is_alive, NULL);
    ck_assert_int_eq(forked_child(child_that_ends_all), 0);
}
END_TEST

/* A step awaits a work that the child does not have. */

static int64_t awaited;

static int
await_it_once(struct weir_job *self, void *steps)
{
    add_one(steps);
    return atomic_load((atomic_int *)steps) > 1 ? weir_done(self, NULL) : weir_await(self, awaited);
}

static bool
has_gone_on(void *steps)
{
    return atomic_load((atomic_int *)steps) > 1;
}

static atomic_int steps;

static int
child_of_who_awaits(void)
{
    host->fork_child(kit.loop);
    given.alive = 0;
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != 0)
        return 1;
    if (!host->run(kit.loop, has_gone_on, &steps, LIMIT))
        return 2;
    return child_closes();
}

START_TEST(who_awaits_a_work_goes_on_in_a_child_that_keeps_it)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    make_works();
    struct weir_job_spec spec = {.step = await_it_once, .arg = &steps};
    awaited = running->id;
    steps = 0;
    ck_assert_int_gt(weir_job_start(kit.w, &spec), 0);
    run_until_reaches(&steps, 1);
    ck_assert_int_eq(forked_child(child_of_who_awaits), 0);
    ck_assert_int_eq(steps, 1);
    parent_has_lost_nothing();
    run_until_reaches(&steps, 2);
}
END_TEST

/* A thread of the parent's is inside the pool, where it starts another. */

static atomic_int in_pool, leave_pool;

static int
start_no_thread(struct thread *thread)
{
    (void)thread;
    add_one(&in_pool);
    while (!atomic_load(&leave_pool) && !atomic_load(&works_over))
        pause_a_little();
    return -1;
}

static int
child_of_a_pool_in_use(void)
{
    host->fork_child(kit.loop);
    given.alive = 0;
    if (weir_fork_child(kit.w, how) != 0)
        return 1;
    if (weir_close(kit.w, WEIR_DROP, LIMIT) != 0)
        return 2;
    weir_free(kit.w);
    return weir_workers_free(workers, LIMIT) == 0 ? 0 : 3;
}

static void *
start_in_vain(void *work)
{
    struct weir_work start = work_of(work);
    start.dedicated = true;
    ((struct work *)work)->answer = (int)weir_work_start(workers, kit.w, &start);
    return NULL;
}

START_TEST(a_fork_while_a_thread_is_inside_the_pool_leaves_the_child_free)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    how = _i ? WEIR_FORK_KEEP : WEIR_FORK_DROP;
    in_pool = leave_pool = 0;
    one_thread();
    running = begun(start_work(stay));
    struct work *cancelled = start_work(return_at_once), *never = a_work(return_at_once);
    turn();
    cancel_work(cancelled); /* the loop has not heard of it yet */
    weir_system.thread_start = start_no_thread;
    pthread_t thread = kit_thread(start_in_vain, never);
    await_reaches(&in_pool, 1);
    int ended = forked_child(child_of_a_pool_in_use);
    leave_pool = 1;
    kit_join(thread);
    weir_system.thread_start = give_thread;
    ck_assert_int_eq(ended, 0);
    was_answered(never, WEIR_ESYSTEM);
    let_go(running);
    run_until_all_done();
    work_never_began(cancelled, WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
}
END_TEST

void
laws_of_work_forks(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work forks");
    tcase_add_loop_test(tcase, a_forked_child_forgets_the_works_of_its_parent, 0, 2);
    tcase_add_loop_test(tcase, a_forked_child_may_start_works_of_its_own, 0, 2);
    tcase_add_loop_test(tcase, works_of_a_weir_without_a_pump_are_forgotten_on_every_host, 0, 2);
    tcase_add_loop_test(tcase, a_work_that_calls_during_a_fork_is_answered_in_the_parent_only, 0, 2);
    tcase_add_loop_test(tcase, in_a_child_no_work_waits_for_the_task_that_has_forked, 0, 2);
    tcase_add_loop_test(tcase, a_child_frees_what_is_left_of_threads_that_have_ended, 0, 2);
    tcase_add_test(tcase, who_awaits_a_work_goes_on_in_a_child_that_keeps_it);
    tcase_add_loop_test(tcase, a_fork_while_a_thread_is_inside_the_pool_leaves_the_child_free, 0, 2);
}
