/* SPDX-License-Identifier: MIT */
/* Laws of what a work may do with its loop and with other works: call, post, start. Not of waits for other works
 * (works_waits.c), nor of what ends these (works_stops.c). */
#include "works.h"

/* The loop. */

static struct {
    struct weir *current;
    bool on_loop_thread;
    atomic_int ran;
} seen;

static void
look_around(void *unused)
{
    (void)unused;
    seen.current = weir_current();
    seen.on_loop_thread = weir_on_loop_thread(kit.w);
    add_one(&seen.ran);
}

static int
call_the_loop(struct weir_job *self, struct work *work)
{
    int before = atomic_load(&seen.ran);
    int answer = weir_call(weir_job_weir(self), look_around, NULL, WEIR_FOREVER);
    work->number = atomic_load(&seen.ran) - before;
    return answer;
}

START_TEST(a_work_calls_its_loop_and_goes_on_after_it)
{
    memset(&seen, 0, sizeof seen);
    struct work *work = start_asking(ask_and_complete, call_the_loop);
    run_until_done(work);
    was_answered(work, 0);
    ck_assert_int_eq(work->number, 1);
    ck_assert_ptr_eq(seen.current, kit.w);
    ck_assert(seen.on_loop_thread);
    work_completed(work);
}
END_TEST

static int
wait_for_a_turn(struct weir_job *self, struct work *work)
{
    (void)work;
    return weir_call(weir_job_weir(self), NULL, NULL, WEIR_FOREVER);
}

START_TEST(a_work_may_wait_for_a_turn)
{
    struct work *work = start_asking(ask_and_complete, wait_for_a_turn);
    run_until_done(work);
    was_answered(work, 0);
}
END_TEST

static int
call_for_a_moment(struct weir_job *self, struct work *work)
{
    return weir_call(weir_job_weir(self), add_one, &work->go, WEIR_MS(2));
}

START_TEST(a_call_of_a_work_that_is_out_of_time_never_runs)
{
    struct work *work = start_asking(ask_and_answer, call_for_a_moment);
    await_reaches(&work->returned, 1); /* no turn */
    was_answered(work, WEIR_ETIMEOUT);
    run_until_done(work);
    run_until_idle();
    ck_assert_int_eq(work->go, 0);
    work_ended_as(work, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING,
                  WEIR_ETIMEOUT); /* its own time has not passed */
}
END_TEST

static int
post_to_the_loop(struct weir_job *self, struct work *work)
{
    (void)work;
    for (int i = 0; i < 10; i++)
        if (weir_post(weir_job_weir(self), look_around, NULL) < 0)
            return WEIR_EINVAL;
    return 0;
}

START_TEST(a_work_posts_to_its_loop)
{
    memset(&seen, 0, sizeof seen);
    struct work *work = start_asking(ask_and_complete, post_to_the_loop);
    run_until_reaches(&seen.ran, 10);
    run_until_done(work);
    was_answered(work, 0);
    ck_assert(seen.on_loop_thread);
}
END_TEST

START_TEST(all_works_of_a_pool_may_call_at_once_and_over_and_over)
{
    memset(&seen, 0, sizeof seen);
    open_workers((struct weir_workers_options){.threads = 4});
    for (int i = 0; i < 40; i++)
        start_asking(ask_and_complete, call_the_loop);
    run_until_all_done();
    for (int i = 0; i < 40; i++)
        was_answered(&works[i], 0);
    ck_assert_int_eq(seen.ran, 40);
}
END_TEST

static int
call_forever(struct weir_job *self, struct work *work)
{
    return weir_call(weir_job_weir(self), add_one, &work->go, WEIR_FOREVER);
}

START_TEST(a_call_on_the_loop_does_not_wait_for_that_of_a_work)
{
    struct work *work = start_asking(ask_and_complete, call_forever);
    await_waiters(1);
    ck_assert_int_eq(weir_call(kit.w, add_one, &work->go, 0), 0); /* inline: the other is still waiting */
    ck_assert_int_eq(work->go, 1);
    run_until_done(work);
    ck_assert_int_eq(work->go, 2);
}
END_TEST

/* More work. */

static int
start_another(struct weir_job *self, struct work *work)
{
    (void)self;
    struct weir_work start = work_of(work->other);
    start.dedicated = work->number;
    work->other->id = weir_work_start(workers, kit.w, &start);
    return work->other->id > 0 ? 0 : (int)work->other->id;
}

START_TEST(a_work_may_start_another)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *inner = a_work(return_at_once), *work = a_work(ask_and_complete);
    work->ask = start_another;
    work->other = inner;
    work->number = _i;
    start_work_as(work, work_of(work));
    run_until_done(work);
    was_answered(work, 0);
    run_until_done(inner);
    work_completed(inner);
    ck_assert_int_eq(given.started, 1 + _i);
}
END_TEST

enum {
    LENGTH = 50
};

START_TEST(a_chain_of_works_that_start_each_other_runs_on_one_thread)
{
    open_workers((struct weir_workers_options){.threads = 1});
    for (int i = 0; i < LENGTH; i++)
        a_work(i < LENGTH - 1 ? ask_and_complete : return_at_once)->ask = start_another;
    for (int i = 0; i < LENGTH - 1; i++)
        works[i].other = &works[i + 1];
    start_work_as(&works[0], work_of(&works[0]));
    for (int i = 0; i < LENGTH; i++)
        run_until_done(&works[i]);
    for (int i = 0; i < LENGTH; i++)
        work_completed(&works[i]);
    ck_assert_int_eq(given.started, 1);
}
END_TEST

START_TEST(a_work_that_starts_into_its_own_full_pool_is_refused)
{
    open_workers((struct weir_workers_options){.threads = 1, .capacity = 1});
    struct work *inner = a_work(return_at_once), *first = begun(start_work(stay)),
                *work = a_work(ask_and_complete);
    work->ask = start_another;
    work->other = inner;
    struct weir_work start = work_of(work);
    start.dedicated = true; /* so that it runs beside */
    struct work *fills = start_work(return_at_once);
    run_until_done(start_work_as(work, start));
    was_answered(work, WEIR_EFULL);
    inner->id = 0;
    let_go(first);
    run_until_all_done();
    work_completed(fills);
}
END_TEST

static int
step_once(struct weir_job *self, void *arg)
{
    add_one(arg);
    return weir_on_loop_thread(kit.w) ? weir_done(self, NULL) : weir_fail(self, "not on the loop thread");
}

static int
start_a_job(struct weir_job *self, struct work *work)
{
    work->number =
        weir_job_start(weir_job_weir(self), &(struct weir_job_spec){.step = step_once, .arg = &work->go});
    return work->number > 0 ? 0 : (int)work->number;
}

START_TEST(a_work_may_start_a_job_of_the_loop)
{
    struct work *work = start_asking(ask_and_complete, start_a_job);
    run_until_done(work);
    was_answered(work, 0);
    run_until_reaches(&work->go, 1);
    run_until_idle();
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(kit.w, work->number, &info, NULL, 0), 0);
    ck_assert_int_eq(info.status, WEIR_JOB_COMPLETED);
}
END_TEST

static int
cancel_itself(struct weir_job *self, struct work *work)
{
    int answer = weir_job_cancel(kit.w, weir_job_id(self));
    work->number = weir_job_cancelled(self) && !weir_job_has_time(self);
    return answer ? answer : WEIR_ECANCELLED;
}

START_TEST(a_work_may_cancel_itself)
{
    struct work *work = start_asking(ask_and_answer, cancel_itself);
    run_until_done(work);
    ck_assert_int_eq(work->number, 1);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

static int
cancel_the_other(struct weir_job *self, struct work *work)
{
    (void)self;
    return weir_job_cancel(kit.w, work->other->id);
}

START_TEST(a_work_may_cancel_another)
{
    struct work *other = begun(start_work(stay_until_asked)), *work = a_work(ask_and_complete);
    work->ask = cancel_the_other;
    work->other = other;
    start_work_as(work, work_of(work));
    run_until_done(other);
    run_until_done(work);
    was_answered(work, 0);
    work_ended_as(other, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

/* A start in on_done and in a task. */

static void
start_at_end(struct work *work, const struct weir_job_info *info)
{
    (void)info;
    start_work_as(work->other, work_of(work->other));
}

START_TEST(on_done_may_start_a_work)
{
    struct work *next = a_work(return_at_once), *work = a_work(return_at_once);
    work->other = next;
    work->at_end = start_at_end;
    run_until_done(start_work_as(work, work_of(work)));
    run_until_done(next);
    work_completed(next);
}
END_TEST

void
laws_of_work_calls(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work calls");
    tcase_add_test(tcase, a_work_calls_its_loop_and_goes_on_after_it);
    tcase_add_test(tcase, a_work_may_wait_for_a_turn);
    tcase_add_test(tcase, a_call_of_a_work_that_is_out_of_time_never_runs);
    tcase_add_test(tcase, a_work_posts_to_its_loop);
    tcase_add_test(tcase, all_works_of_a_pool_may_call_at_once_and_over_and_over);
    tcase_add_test(tcase, a_call_on_the_loop_does_not_wait_for_that_of_a_work);
    tcase_add_loop_test(tcase, a_work_may_start_another, 0, 2);
    tcase_add_test(tcase, a_chain_of_works_that_start_each_other_runs_on_one_thread);
    tcase_add_test(tcase, a_work_that_starts_into_its_own_full_pool_is_refused);
    tcase_add_test(tcase, a_work_may_start_a_job_of_the_loop);
    tcase_add_test(tcase, a_work_may_cancel_itself);
    tcase_add_test(tcase, a_work_may_cancel_another);
    tcase_add_test(tcase, on_done_may_start_a_work);
}
