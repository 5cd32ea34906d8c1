/* SPDX-License-Identifier: MIT */
/* Laws of weir_workers_free: what becomes of the works, who may call it, and that no thread is left. Not of works that are
 * inside weir then (works_stops.c). */
#include "works.h"

/* Helpers. */

/* Frees them, with that answer; after 0 there are none. */
static void
free_them(int64_t timeout, int code)
{
    int answer = weir_workers_free(workers, timeout);
    ck_assert_str_eq(weir_error_name(answer), weir_error_name(code));
    if (!answer)
        workers = NULL;
}

static bool
so_many_threads(void *count)
{
    return threads_now() <= *(int *)count;
}

/* What becomes of the works. */

START_TEST(free_cancels_what_waits_and_asks_what_runs_to_stop)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *runs = begun(start_work(stay_until_asked)), *own = begun(start_dedicated(stay_until_asked)),
                *waits = start_work(return_at_once), *completes = a_work(stay_until_asked);
    struct weir_work start = work_of(completes);
    completes->number = 1;
    start.dedicated = true;
    begun(start_work_as(completes, start));
    free_them(LIMIT, 0);
    ck_assert_int_eq(runs->returned + own->returned + completes->returned, 3);
    run_until_all_done(); /* its weir goes on, and tells of them */
    work_ended_as(runs, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    work_ended_as(own, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    work_never_began(waits, WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    work_completed(completes);
    ck_assert_int_eq(weir_job_cancel(kit.w, runs->id), 1);
}
END_TEST

/* Inside free, which sends back the first of those that wait: the only thread becomes free. */
static void
let_the_thread_go(void)
{
    let_go(&works[0]);
    await(no_thread_is_alive, NULL);
}

START_TEST(no_work_begins_once_free_is_called)
{
    one_thread();
    ride_own_pump();
    begun(start_work(stay));
    for (int i = 0; i < 10; i++)
        start_work(return_at_once);
    turn_until_asleep();
    at_next_wake = let_the_thread_go;
    free_them(LIMIT, 0);
    for (int i = 0; i < works_made; i++)
        turn_until_done(&works[i]);
    work_completed(&works[0]);
    for (int i = 1; i < works_made; i++)
        work_never_began(&works[i], WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
}
END_TEST

START_TEST(free_says_so_if_a_work_does_not_stop)
{
    struct work *work = begun(_i ? start_dedicated(stay) : start_work(stay)), *late = a_work(return_at_once);
    for (int i = 0; i < 3; i++) {
        free_them(i * WEIR_MS(3), WEIR_ETIMEOUT);
        refused_as(WEIR_ECLOSED, work_of(late));
    }
    let_go(work);
    free_them(LIMIT, 0);
    run_until_done(work);
    work_completed(work);
}
END_TEST

START_TEST(free_of_nothing_or_without_sense_changes_nothing)
{
    ck_assert_int_eq(weir_workers_free(NULL, 0), 0);
    ck_assert_int_eq(weir_workers_free(NULL, WEIR_FOREVER), 0);
    free_them(-1, WEIR_EINVAL);
    run_until_done(start_work(return_at_once));
}
END_TEST

START_TEST(works_that_have_returned_are_told_of_after_free)
{
    void *result;
    struct work *work = a_work(return_at_once);
    work->data = &result;
    start_work_as(work, work_of(work));
    await_reaches(&work->returned, 1); /* no turn */
    free_them(LIMIT, 0);
    run_until_done(work);
    work_completed(work);
    ck_assert_int_eq(weir_job_take(kit.w, work->id, &result), 0);
    ck_assert_ptr_eq(result, &result);
}
END_TEST

START_TEST(the_weir_may_be_gone_before_its_workers)
{
    struct work *work = start_work(return_at_once);
    run_until_done(work);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    weir_free(kit.w);
    kit.w = NULL;
    free_them(LIMIT, 0);
}
END_TEST

START_TEST(workers_may_be_gone_while_their_records_are_there)
{
    struct work *work = start_work(return_at_once);
    run_until_done(work);
    free_them(LIMIT, 0);
    ck_assert_int_eq(info_of_work(work).status, WEIR_JOB_COMPLETED);
    ck_assert_int_eq(weir_job_wait(kit.w, work->id, 0), 0);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 1);
}
END_TEST

/* Who calls it. */

static int
free_its_workers(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_workers_free(workers, WEIR_FOREVER);
}

START_TEST(free_by_one_of_its_works_is_EDEADLK_and_changes_nothing)
{
    struct work *work = a_work(ask_and_complete);
    struct weir_work start = work_of(work);
    work->ask = free_its_workers;
    start.dedicated = _i;
    run_until_done(start_work_as(work, start));
    was_answered(work, WEIR_EDEADLK);
    run_until_done(start_work(return_at_once));
}
END_TEST

static void
free_on_the_loop(void *answer)
{
    atomic_store((atomic_int *)answer, weir_workers_free(workers, WEIR_FOREVER));
}

static int
have_the_loop_free(struct weir_job *self, struct work *work)
{
    (void)self;
    return weir_call(kit.w, free_on_the_loop, &work->go, WEIR_FOREVER);
}

START_TEST(free_inside_a_task_that_one_of_its_works_waits_for_is_EDEADLK)
{
    struct work *work = a_work(ask_and_complete);
    struct weir_work start = work_of(work);
    work->ask = have_the_loop_free;
    start.dedicated = _i;
    run_until_done(start_work_as(work, start));
    was_answered(work, 0);
    ck_assert_str_eq(weir_error_name(work->go), weir_error_name(WEIR_EDEADLK));
    run_until_done(start_work(return_at_once));
}
END_TEST

START_TEST(free_inside_a_task_that_nobody_waits_for_frees)
{
    static atomic_int answer;
    answer = 1;
    struct work *work = begun(start_work(stay_until_asked)), *own = begun(start_dedicated(stay_until_asked));
    ck_assert_int_eq(weir_post(kit.w, free_on_the_loop, &answer), 0);
    run_until_all_done();
    workers = NULL;
    ck_assert_int_eq(answer, 0);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    work_ended_as(own, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

static int
free_with_patience(void *unused)
{
    (void)unused;
    return weir_workers_free(workers, LIMIT);
}

START_TEST(free_on_any_other_thread_frees)
{
    struct work *work = begun(start_work(stay_until_asked));
    ck_assert_int_eq(ask_elsewhere(free_with_patience, NULL), 0);
    workers = NULL;
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

static struct weir_workers *others;

static int
free_others(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_workers_free(others, LIMIT);
}

START_TEST(free_by_a_work_of_other_workers_frees)
{
    struct weir_workers *own = workers;
    ck_assert_int_eq(weir_workers_new(&others, NULL), 0);
    workers = others;
    struct work *theirs = begun(start_work(stay_until_asked));
    workers = own;
    struct work *work = start_asking(ask_and_complete, free_others);
    run_until_all_done();
    was_answered(work, 0);
    ck_assert_int_eq(theirs->end.status, WEIR_JOB_CANCELLED);
}
END_TEST

/* No thread is left. */

START_TEST(no_thread_is_left_after_free)
{
    int before = 0;
    for (int round = 0; round < 6; round++) {
        open_workers((struct weir_workers_options){.threads = 4});
        for (int i = 0; i < 8; i++)
            start_work(i % 2 ? return_at_once : stay_until_asked);
        begun(start_dedicated(stay_until_asked));
        free_them(LIMIT, 0);
        ck_assert_int_eq(given.alive, 0);
        run_until_all_done();
        if (round == 0) /* by now the host has all its own */
            before = threads_now();
        else
            await(so_many_threads, &before);
    }
}
END_TEST

START_TEST(the_threads_of_dedicated_works_end_with_them)
{
    for (int i = 0; i < 8; i++)
        begun(start_dedicated(stay));
    ck_assert_int_eq(given.alive, 8);
    for (int i = 0; i < 8; i++)
        let_go(&works[i]);
    run_until_all_done();
    await(no_thread_is_alive, NULL); /* no free is needed for that */
}
END_TEST

START_TEST(workers_may_be_made_and_freed_over_and_over)
{
    for (int round = 0; round < 40; round++) {
        open_workers((struct weir_workers_options){.threads = 2, .capacity = 4});
        start_work(return_at_once);
        start_work(stay_until_asked);
        start_dedicated(stay_until_asked);
        free_them(LIMIT, 0);
        ck_assert_int_eq(given.alive, 0);
    }
    run_until_all_done();
}
END_TEST

void
laws_of_work_frees(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work frees");
    tcase_add_test(tcase, free_cancels_what_waits_and_asks_what_runs_to_stop);
    tcase_add_test(tcase, no_work_begins_once_free_is_called);
    tcase_add_loop_test(tcase, free_says_so_if_a_work_does_not_stop, 0, 2);
    tcase_add_test(tcase, free_of_nothing_or_without_sense_changes_nothing);
    tcase_add_test(tcase, works_that_have_returned_are_told_of_after_free);
    tcase_add_test(tcase, the_weir_may_be_gone_before_its_workers);
    tcase_add_test(tcase, workers_may_be_gone_while_their_records_are_there);
    tcase_add_loop_test(tcase, free_by_one_of_its_works_is_EDEADLK_and_changes_nothing, 0, 2);
    tcase_add_loop_test(tcase, free_inside_a_task_that_one_of_its_works_waits_for_is_EDEADLK, 0, 2);
    tcase_add_test(tcase, free_inside_a_task_that_nobody_waits_for_frees);
    tcase_add_test(tcase, free_on_any_other_thread_frees);
    tcase_add_test(tcase, free_by_a_work_of_other_workers_frees);
    tcase_add_test(tcase, no_thread_is_left_after_free);
    tcase_add_test(tcase, the_threads_of_dedicated_works_end_with_them);
    tcase_add_test(tcase, workers_may_be_made_and_freed_over_and_over);
}
