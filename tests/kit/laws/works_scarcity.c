/* SPDX-License-Identifier: MIT */
/* Laws of works on a system that gives no thread, no memory or no lock: nothing is started, and nothing is left behind. */
#include "works.h"

enum {
    PLENTY = 1000
};

/* No thread. */

START_TEST(a_first_work_without_a_thread_is_ESYSTEM_and_not_started)
{
    struct work *work = a_work(return_at_once);
    struct weir_work start = work_of(work);
    start.dedicated = _i;
    given.threads_left = 0;
    for (int i = 0; i < 3; i++)
        refused_as(WEIR_ESYSTEM, start);
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
    given.threads_left = 1;
    start_work_as(work, start);
    run_until_done(work);
    work_completed(work);
    run_until_idle();
}
END_TEST

START_TEST(a_work_waits_for_the_threads_that_there_are_if_no_more_are_given)
{
    open_workers((struct weir_workers_options){.threads = 3});
    struct work *first = begun(start_work(stay));
    given.threads_left = 0;
    struct work *waits = start_work(return_at_once);
    ck_assert_int_eq(given.started, 1);
    ck_assert_int_eq(info_of_work(waits).status, WEIR_JOB_PENDING);
    struct weir_work start = work_of(a_work(return_at_once));
    start.dedicated = true;
    refused_as(WEIR_ESYSTEM, start); /* this one does not wait for a thread */
    let_go(first);
    run_until_done(waits);
    work_completed(waits);
    ck_assert(waits->thread == first->thread);
    given.threads_left = -1;
    struct work *two[2] = {begun(start_work(stay)), begun(start_work(stay))}; /* the next try is a new one */
    ck_assert_int_eq(given.started, 2);
    let_go(two[0]);
    let_go(two[1]);
    run_until_all_done();
}
END_TEST

static bool
waits_or_was_told(void *work)
{
    return waiters_now() > 0 || atomic_load(&((struct work *)work)->returned) > 0;
}

enum {
    DEDICATED,
    OF_OTHERS,
    QUEUED_BY_OTHERS,
    KINDS
};

/* A work is queued before a pool that has no thread for it; but that is not the one which is waited for. */
START_TEST(a_work_may_wait_for_one_that_needs_no_thread_of_its_pool)
{
    struct weir_workers *own, *others;
    one_thread();
    own = workers;
    ck_assert_int_eq(weir_workers_new(&others, &(struct weir_workers_options){.threads = 1}), 0);
    struct work *work = a_work(stay_and_ask);
    work->ask = wait_for_other;
    begun(start_work_as(work, work_of(work)));
    start_work(return_at_once);
    workers = _i == DEDICATED ? own : others;
    struct work *busy = _i == QUEUED_BY_OTHERS ? begun(start_work(stay)) : NULL;
    given.late = true; /* so that it has not begun when it is looked at */
    work->other = _i == DEDICATED ? start_dedicated(return_at_once) : start_work(return_at_once);
    workers = own;
    given.threads_left = 0;
    let_go(work);
    await(waits_or_was_told, work);
    for (int i = 0; i < 20; i++)
        pause_a_little(); /* so that it has looked */
    ck_assert_int_eq(work->returned, 0);
    given.late = false;
    if (busy)
        let_go(busy);
    run_until_all_done();
    was_answered(work, 0);
    ck_assert_int_eq(weir_workers_free(others, LIMIT), 0);
}
END_TEST

/* It needs no thread any more: the loop ends it. */
START_TEST(a_work_may_wait_for_a_queued_one_that_was_cancelled)
{
    one_thread();
    struct work *work = a_work(stay_and_ask);
    work->ask = wait_for_other;
    begun(start_work_as(work, work_of(work)));
    work->other = start_work(return_at_once);
    start_work(return_at_once); /* is queued on */
    given.threads_left = 0;
    ck_assert_int_eq(weir_job_cancel(kit.w, work->other->id), 0);
    let_go(work);
    await(waits_or_was_told, work);
    run_until_all_done();
    was_answered(work, 0);
}
END_TEST

/* No memory, no lock. */

START_TEST(workers_without_memory_or_locks_are_not_made)
{
    struct weir_workers *out;
    atomic_int *left = _i ? &given.locks_left : &given.memory_left;
    int answer, tries = 0, code = _i ? WEIR_ESYSTEM : WEIR_ENOMEM;
    int before = given.blocks;
    do {
        ck_assert_int_lt(tries, PLENTY);
        out = workers;
        atomic_store(left, tries++);
        answer = weir_workers_new(&out, &(struct weir_workers_options){.name = "x", .threads = 4});
        give_all();
        ck_assert_int_eq(out != NULL, answer == 0);
        ck_assert_int_eq(weir_workers_free(out, 0), 0);
        ck_assert_int_eq(given.blocks, before);
    } while (answer == code);
    ck_assert_int_eq(answer, 0);
    ck_assert_int_ge(tries, 2); /* it does ask for some */
}
END_TEST

START_TEST(a_start_without_memory_or_locks_starts_nothing)
{
    bool dedicated = _i & 1, locks = _i & 2;
    struct work *work = a_work(return_at_once);
    struct weir_work start = work_of(work);
    start.dedicated = dedicated;
    start.on_refresh = work_refreshes;
    start.job.description = "a work that takes all that one may";
    start.job.info = "[1]";
    start.job.key = "key";
    start.job.timeout = WEIR_S(3600);
    int64_t id = 0;
    for (int tries = 0; id <= 0; tries++) {
        ck_assert_int_lt(tries, PLENTY);
        ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
        ck_assert_int_eq(work->begun + work->dones, 0);
        atomic_store(locks ? &given.locks_left : &given.memory_left, tries);
        id = weir_work_start(workers, kit.w, &start);
        give_all();
        ck_assert(id > 0 || id == (locks ? WEIR_ESYSTEM : WEIR_ENOMEM));
    }
    work->id = id;
    run_until_done(work);
    work_completed(work);
}
END_TEST

START_TEST(works_that_were_started_need_no_memory)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *first = begun(start_work(stay)), *waits = start_work(return_at_once),
                *cancelled = start_work(return_at_once), *asked = begun(start_dedicated(stay_until_asked));
    given.memory_left = 0;
    cancel_work(cancelled);
    cancel_work(asked);
    let_go(first);
    run_until_all_done();
    give_all();
    work_completed(first);
    work_completed(waits);
    work_never_began(cancelled, WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    work_ended_as(asked, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

/* Many. */

static void
forget_works(void)
{
    memset(works, 0, sizeof works);
    works_made = 0;
}

START_TEST(many_works_take_no_more_memory_than_a_few)
{
    int before = 0;
    ck_assert_int_eq(weir_jobs_keep(kit.w, 0, 0), 0);
    for (int i = 0; i < 2; i++)
        begun(start_work(stay)); /* so that both threads are there: one alone may be fast enough for long */
    for (int i = 0; i < 2; i++)
        let_go(&works[i]);
    run_until_all_done();
    forget_works();
    for (int batch = 0; batch < 10; batch++) {
        for (int i = 0; i < MOST_WORKS; i++) {
            start_work(return_at_once);
            if (i % 8 == 7)
                run_until_all_done();
        }
        run_until_idle();
        if (batch == 4)
            before = given.blocks;
        if (batch > 4)
            ck_assert_int_le(given.blocks, before);
        forget_works();
    }
}
END_TEST

void
laws_of_work_scarcity(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work scarcity");
    tcase_add_loop_test(tcase, a_first_work_without_a_thread_is_ESYSTEM_and_not_started, 0, 2);
    tcase_add_test(tcase, a_work_waits_for_the_threads_that_there_are_if_no_more_are_given);
    tcase_add_loop_test(tcase, a_work_may_wait_for_one_that_needs_no_thread_of_its_pool, 0, KINDS);
    tcase_add_test(tcase, a_work_may_wait_for_a_queued_one_that_was_cancelled);
    tcase_add_loop_test(tcase, workers_without_memory_or_locks_are_not_made, 0, 2);
    tcase_add_loop_test(tcase, a_start_without_memory_or_locks_starts_nothing, 0, 4);
    tcase_add_test(tcase, works_that_were_started_need_no_memory);
    tcase_add_test(tcase, many_works_take_no_more_memory_than_a_few);
}
