/* SPDX-License-Identifier: MIT */
/* Laws of what works leave: who owns it, and that it is taken or destroyed once, on the loop thread. Not of other jobs'
 * results (jobs_results.c). */
#include "works.h"

/* A result that knows how often it was destroyed, and where. */
struct leaving {
    atomic_int destroyed;
    uint64_t on;
};

static struct leaving left[2];

static void
destroy_it(void *arg)
{
    struct leaving *leaving = arg;
    leaving->on = thread_self();
    add_one(&leaving->destroyed);
}

static struct weir_work
leaving_work(struct work *work)
{
    struct weir_work start = work_of(work);
    memset(left, 0, sizeof left);
    work->data = &left[0];
    start.job.destroy = destroy_it;
    return start;
}

static void
destroyed_once_here(struct leaving *leaving)
{
    ck_assert_int_eq(leaving->destroyed, 1);
    ck_assert(leaving->on == thread_self());
}

static void *seen_result;

static void
look_at_the_result(struct work *work, const struct weir_job_info *info)
{
    (void)work;
    seen_result = info->result;
}

START_TEST(a_result_is_there_for_on_done_and_whoever_takes_it)
{
    void *result = NULL, *again = &result;
    struct work *work = a_work(return_at_once);
    work->at_end = look_at_the_result;
    run_until_done(start_work_as(work, leaving_work(work)));
    ck_assert_ptr_eq(seen_result, &left[0]);
    ck_assert_int_eq(weir_job_take(kit.w, work->id, &result), 0);
    ck_assert_ptr_eq(result, &left[0]);
    ck_assert_int_eq(weir_job_take(kit.w, work->id, &again), 1);
    ck_assert_ptr_null(again);
    weir_jobs_clear(kit.w);
    run_until_idle();
    ck_assert_int_eq(left[0].destroyed, 0);
}
END_TEST

START_TEST(a_result_that_nobody_takes_is_destroyed_once_on_the_loop_thread)
{
    struct work *work = a_work(return_at_once);
    run_until_done(start_work_as(work, leaving_work(work)));
    ck_assert_int_eq(left[0].destroyed, 0);
    weir_jobs_clear(kit.w);
    run_until_reaches(&left[0].destroyed, 1);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    destroyed_once_here(&left[0]);
}
END_TEST

START_TEST(a_result_of_a_work_that_is_over_when_its_weir_closes_is_destroyed_once)
{
    struct work *work = a_work(return_at_once);
    start_work_as(work, leaving_work(work));
    await_reaches(&work->returned, 1);
    ck_assert_int_eq(weir_close(kit.w, _i ? WEIR_DRAIN : WEIR_DROP, LIMIT), 0);
    weir_free(kit.w);
    kit.w = NULL;
    destroyed_once_here(&left[0]);
}
END_TEST

/* Leaves the one, then the other, and ends as its number says. */
static int
leave_both(struct weir_job *self, struct work *work)
{
    int answer = weir_job_leave(self, &left[0]);
    answer += weir_job_leave(self, &left[0]); /* the same: stays */
    atomic_store(&work->answer, answer + left[0].destroyed);
    weir_job_leave(self, &left[1]);
    atomic_store(&work->go, left[0].destroyed);
    while (work->number == 2 && !weir_job_cancelled(self) && !atomic_load(&works_over))
        pause_a_little();
    return work->number == 2   ? WEIR_ECANCELLED
           : work->number == 1 ? weir_fail(self, "and left something")
                               : weir_done(self, NULL);
}

START_TEST(what_a_work_left_before_is_destroyed_on_its_thread_and_the_last_stays)
{
    void *result;
    struct work *work = a_work(leave_both);
    struct weir_work start = leaving_work(work);
    work->number = _i;
    begun(start_work_as(work, start));
    if (_i == 2)
        cancel_work(work);
    run_until_done(work);
    was_answered(work, 0);
    ck_assert_int_eq(work->go, 1);
    ck_assert_int_eq(left[0].destroyed, 1);
    ck_assert(left[0].on == work->thread);
    ck_assert_int_eq(left[1].destroyed, 0);
    ck_assert_int_eq(weir_job_take(kit.w, work->id, &result), 0);
    ck_assert_ptr_eq(result, &left[1]);
}
END_TEST

static int
leave_and_be_done_with_another(struct weir_job *self, struct work *work)
{
    weir_job_leave(self, &left[1]);
    return weir_done(self, work->data);
}

START_TEST(what_a_work_left_before_its_result_is_destroyed_once)
{
    struct work *work = a_work(leave_and_be_done_with_another);
    run_until_done(start_work_as(work, leaving_work(work)));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(left[1].destroyed, 1);
    destroyed_once_here(&left[0]);
}
END_TEST

START_TEST(a_work_that_never_began_leaves_nothing)
{
    void *result;
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *first = begun(start_work(stay)), *work = a_work(return_at_once);
    start_work_as(work, leaving_work(work));
    cancel_work(work);
    run_until_done(work);
    ck_assert_int_eq(weir_job_take(kit.w, work->id, &result), 1);
    let_go(first);
    run_until_done(first);
    ck_assert_int_eq(left[0].destroyed, 0);
}
END_TEST

void
laws_of_work_results(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work results");
    tcase_add_test(tcase, a_result_is_there_for_on_done_and_whoever_takes_it);
    tcase_add_test(tcase, a_result_that_nobody_takes_is_destroyed_once_on_the_loop_thread);
    tcase_add_loop_test(tcase, a_result_of_a_work_that_is_over_when_its_weir_closes_is_destroyed_once, 0, 2);
    tcase_add_loop_test(tcase, what_a_work_left_before_is_destroyed_on_its_thread_and_the_last_stays, 0, 3);
    tcase_add_test(tcase, what_a_work_left_before_its_result_is_destroyed_once);
    tcase_add_test(tcase, a_work_that_never_began_leaves_nothing);
}
