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
    return weir_workers_free(workers, LIMIT) == 0 ? 0 : 42;
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

void
laws_of_work_forks(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work forks");
    tcase_add_loop_test(tcase, a_forked_child_forgets_the_works_of_its_parent, 0, 2);
    tcase_add_loop_test(tcase, a_forked_child_may_start_works_of_its_own, 0, 2);
    tcase_add_loop_test(tcase, works_of_a_weir_without_a_pump_are_forgotten_on_every_host, 0, 2);
    tcase_add_loop_test(tcase, a_work_that_calls_during_a_fork_is_answered_in_the_parent_only, 0, 2);
}
