/* SPDX-License-Identifier: MIT */
/* Laws of what a work may not do: what is for the loop thread answers so on a worker, and changes nothing. */
#include "works.h"

/* Waits of a step. */

static int
wait_as_a_step(struct weir_job *self, struct work *work)
{
    switch (work->number) {
    case 0:
        return weir_after(self, 0);
    case 1:
        return weir_after(self, WEIR_MS(1));
    case 2:
        return weir_after_frames(self, 1);
    case 3:
        return weir_await(self, work->other->id);
    default:
        return weir_await_scope(self, work->data);
    }
}

START_TEST(a_work_that_waits_as_a_step_is_ETHREAD_and_fails)
{
    struct weir_scope *scope = a_scope();
    struct work *other = start_work(return_at_once), *work = a_work(ask_and_answer);
    work->ask = wait_as_a_step;
    work->number = _i;
    work->other = other;
    work->data = scope;
    run_until_done(start_work_as(work, work_of(work)));
    was_answered(work, WEIR_ETHREAD);
    work_ended_as(work, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, WEIR_ETHREAD);
    run_until_all_done();
    run_until_idle();
    ck_assert_int_eq(work->begun, 1);
    weir_scope_free(scope);
}
END_TEST

START_TEST(a_work_that_asked_to_wait_as_a_step_and_is_done_has_completed)
{
    struct work *work = a_work(ask_and_complete);
    work->ask = wait_as_a_step;
    run_until_done(start_work_as(work, work_of(work)));
    work_completed(work);
}
END_TEST

/* Functions of the loop thread. */

static struct weir_scope *guarded;

static int
turn_it(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_turn(kit.w, NULL, NULL);
}

static int
frame_it(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_frame(kit.w, WEIR_FRAME_BEGIN);
}

static int
close_it(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_close(kit.w, WEIR_DROP, 0);
}

static int
open_its_door(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_allow_nested(kit.w);
}

static int
strike_it(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_scope_barrier(guarded, WEIR_FOREVER);
}

static int
observe_it(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_observe(kit.w, NULL, NULL);
}

static int
detach_it(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_detach(kit.w);
}

static int
require_the_loop_thread(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return WEIR_REQUIRE_LOOP_THREAD(kit.w);
}

START_TEST(a_function_of_the_loop_thread_is_ETHREAD_in_a_work)
{
    static int (*const asks[])(struct weir_job * self, struct work * work) = {
        turn_it,   frame_it,   close_it,  open_its_door,
        strike_it, observe_it, detach_it, require_the_loop_thread};
    guarded = a_scope();
    for (int i = 0; i < (int)(sizeof asks / sizeof *asks); i++) {
        struct work *work = a_work(ask_and_complete);
        struct weir_work start = work_of(work);
        work->ask = asks[i];
        start.dedicated = _i;
        run_until_done(start_work_as(work, start));
        was_answered(work, WEIR_ETHREAD);
        work_completed(work);
    }
    ck_assert(!weir_scope_is_cancelled(guarded));
    weir_scope_free(guarded);
    run_until_done(start_work(return_at_once)); /* nothing has changed */
}
END_TEST

START_TEST(a_guard_names_the_function_and_both_threads)
{
    char loop_thread[THREAD_NAME_SIZE];
    thread_name(loop_thread, sizeof loop_thread);
    struct work *work = a_work(ask_and_complete);
    struct weir_work start = work_of(work);
    work->ask = require_the_loop_thread;
    start.job.name = "intruder";
    start.dedicated = true;
    run_until_done(start_work_as(work, start));
    ck_assert_int_eq(log_count(), 1);
    ck_assert(log_contains("require_the_loop_thread"));
    ck_assert(log_contains(loop_thread));
    ck_assert_int_eq(WEIR_REQUIRE_LOOP_THREAD(kit.w), 0);
    ck_assert_int_eq(log_count(), 1);
}
END_TEST

static int
attach_it(struct weir_job *self, struct work *work)
{
    (void)self, (void)work;
    return weir_attach(kit.w, NULL, NULL);
}

START_TEST(a_work_cannot_attach_what_is_attached)
{
    struct work *work = start_asking(ask_and_complete, attach_it);
    run_until_done(work);
    was_answered(work, WEIR_EBUSY);
    ck_assert(weir_on_loop_thread(kit.w));
}
END_TEST

/* Sleep. */

static int
sleep_wrongly(struct weir_job *self, struct work *work)
{
    int none = weir_work_sleep(NULL, 0), negative = weir_work_sleep(self, -1);
    (void)work;
    return none == WEIR_EINVAL ? negative : none;
}

static struct weir_job *whose;

static void
sleep_in_its_place(void *answer)
{
    atomic_store((atomic_int *)answer, weir_work_sleep(whose, WEIR_FOREVER));
}

static int
have_the_loop_sleep(struct weir_job *self, struct work *work)
{
    whose = self;
    weir_call(kit.w, sleep_in_its_place, &work->go, WEIR_FOREVER);
    return 0;
}

static int
sleep_in_a_step(struct weir_job *self, struct job *job)
{
    job->number = weir_work_sleep(self, WEIR_FOREVER);
    return weir_done(self, NULL);
}

START_TEST(only_the_work_itself_can_sleep)
{
    struct work *wrong = start_asking(ask_and_complete, sleep_wrongly);
    run_until_done(wrong);
    was_answered(wrong, WEIR_EINVAL);
    struct work *work = start_asking(ask_and_complete, have_the_loop_sleep);
    run_until_done(work);
    ck_assert_int_eq(work->go, WEIR_ETHREAD);
    struct job *job = start(sleep_in_a_step);
    run_until_ended(job);
    ck_assert_int_eq(job->number, WEIR_ETHREAD);
}
END_TEST

void
laws_of_work_guards(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work guards");
    tcase_add_checked_fixture(tcase, forget_jobs, NULL);
    tcase_add_loop_test(tcase, a_work_that_waits_as_a_step_is_ETHREAD_and_fails, 0, 5);
    tcase_add_test(tcase, a_work_that_asked_to_wait_as_a_step_and_is_done_has_completed);
    tcase_add_loop_test(tcase, a_function_of_the_loop_thread_is_ETHREAD_in_a_work, 0, 2);
    tcase_add_test(tcase, a_guard_names_the_function_and_both_threads);
    tcase_add_test(tcase, a_work_cannot_attach_what_is_attached);
    tcase_add_test(tcase, only_the_work_itself_can_sleep);
}
