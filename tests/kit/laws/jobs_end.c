/* SPDX-License-Identifier: MIT */
/* Laws of the end: wherever a job waits and whatever ends it, it ends once, and says how. Not of cancels and timeouts that
 * meet a step which runs (jobs_cancel.c). */
#include "jobs.h"

/* Fixture: one job in each place in which one can wait. */

enum place {
    READY,
    READY_AGAIN,
    DELAYED,
    AT_FRAME,
    AT_FRAME_END,
    AFTER_TIME,
    AFTER_FRAMES,
    AWAITING_JOB,
    AWAITING_SCOPE,
    PLACES
};

static struct job *at[PLACES], *far_job;
static struct weir_scope *mine, *far_scope;

/* When each ends that is ended where it waits. */
static enum weir_job_when
when_of(enum place place)
{
    bool begun = place == READY_AGAIN || place >= AFTER_TIME;
    return begun ? WEIR_JOB_WHILE_RUNNING : WEIR_JOB_BEFORE_START;
}

static plan_fn *const plans[PLACES] = {[READY] = end_at_once,
                                       [READY_AGAIN] = end_at_number,
                                       [DELAYED] = end_at_once,
                                       [AT_FRAME] = end_at_once,
                                       [AT_FRAME_END] = end_at_once,
                                       [AFTER_TIME] = sleep_long,
                                       [AFTER_FRAMES] = wait_for_far_frame,
                                       [AWAITING_JOB] = await_other,
                                       [AWAITING_SCOPE] = await_data};

static void
start_at(enum place place, int64_t timeout)
{
    struct job *job = at[place] = a_job(plans[place]);
    job->scope = mine;
    job->number = 2;
    job->other = far_job;
    job->data = place == AWAITING_SCOPE ? far_scope : NULL;
    struct weir_job_spec spec = spec_of(job);
    spec.timeout = timeout;
    spec.delay = place == DELAYED ? WEIR_S(3600) : 0;
    spec.frames = place == AT_FRAME || place == AT_FRAME_END ? 1000000 : 0;
    spec.frame_end = place == AT_FRAME_END;
    start_with(job, spec);
}

/* All in their places; the loop does not run again before the law lets it. */
static void
start_everywhere(int64_t timeout)
{
    static const enum place to_settle[] = {AFTER_TIME, AFTER_FRAMES, AWAITING_JOB, AWAITING_SCOPE};
    mine = a_scope();
    far_scope = a_scope();
    far_job = settled(start_in(far_scope, sleep_long));
    for (size_t i = 0; i < sizeof to_settle / sizeof *to_settle; i++)
        start_at(to_settle[i], timeout);
    for (size_t i = 0; i < sizeof to_settle / sizeof *to_settle; i++)
        settled(at[to_settle[i]]);
    start_at(READY_AGAIN, timeout);
    while (at[READY_AGAIN]->steps == 0)
        turn(); /* one turn more would be its end */
    start_at(DELAYED, timeout);
    start_at(AT_FRAME, timeout);
    start_at(AT_FRAME_END, timeout);
    start_at(READY, timeout);
}

static void
end_the_rest(void)
{
    ck_assert_int_eq(far_job->dones, 0);
    cancel_and_end(far_job);
    weir_scope_free(mine);
    weir_scope_free(far_scope);
}

static void
all_ended_as(enum weir_job_status status, int why)
{
    for (enum place place = READY; place < PLACES; place++)
        ended_as(at[place], status, when_of(place), why);
}

static int
ended_everywhere(void)
{
    int ended = 0;
    for (enum place place = READY; place < PLACES; place++)
        ended += at[place]->dones;
    return ended;
}

static void
run_until_ended_everywhere(void)
{
    for (enum place place = READY; place < PLACES; place++)
        run_until_ended(at[place]);
}

/* Cancelled where they wait. */

START_TEST(a_cancel_ends_a_job_wherever_it_waits)
{
    start_everywhere(0);
    for (enum place place = READY; place < PLACES; place++) {
        cancel(at[place]);
        cancel(at[place]); /* twice is once */
        ck_assert(info_of(at[place]).cancel_requested);
        ck_assert_int_le(info_of(at[place]).status, WEIR_JOB_RUNNING);
    }
    ck_assert_int_eq(ended_everywhere(), 0); /* never inside the call */
    run_until_ended_everywhere();
    all_ended_as(WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    for (enum place place = READY; place < PLACES; place++)
        ck_assert_int_eq(weir_job_cancel(kit.w, at[place]->id), 1);
    end_the_rest();
}
END_TEST

static int
cancel_all_of_it(void *unused)
{
    (void)unused;
    for (enum place place = READY; place < PLACES; place++)
        if (weir_job_cancel(kit.w, at[place]->id) != 0)
            return 1;
    return 0;
}

START_TEST(a_cancel_from_another_thread_is_the_same)
{
    start_everywhere(0);
    ck_assert_int_eq(ask_elsewhere(cancel_all_of_it, NULL), 0);
    ck_assert_int_eq(ended_everywhere(), 0);
    run_until_ended_everywhere();
    all_ended_as(WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    end_the_rest();
}
END_TEST

START_TEST(cancel_all_asks_each_that_has_not_ended)
{
    start_everywhere(0);
    ck_assert_int_eq(weir_jobs_cancel_all(kit.w), PLACES + 1);
    run_until_all_ended();
    all_ended_as(WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    ended_as(far_job, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(weir_jobs_cancel_all(kit.w), 0);
    weir_scope_free(mine);
    weir_scope_free(far_scope);
}
END_TEST

START_TEST(the_cancel_of_a_scope_ends_its_jobs_wherever_they_wait)
{
    start_everywhere(0);
    ck_assert_int_eq(weir_scope_cancel(mine), 0);
    ck_assert_int_eq(ended_everywhere(), 0);
    run_until_ended_everywhere();
    all_ended_as(WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    end_the_rest();
}
END_TEST

START_TEST(a_scope_that_is_freed_ends_its_jobs)
{
    start_everywhere(0);
    weir_scope_free(mine);
    ck_assert_int_eq(ended_everywhere(), 0);
    run_until_ended_everywhere();
    all_ended_as(WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    mine = NULL;
    end_the_rest();
}
END_TEST

START_TEST(the_barrier_of_a_scope_ends_its_jobs_at_once)
{
    start_everywhere(0);
    ck_assert_int_eq(weir_scope_barrier(mine, 0), 0);
    all_ended_as(WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    end_the_rest();
}
END_TEST

static void
barrier_in_a_task(void *answer)
{
    *(int *)answer = weir_scope_barrier(mine, 0);
}

START_TEST(a_barrier_inside_a_task_ends_the_jobs_of_the_scope_too)
{
    int answer = 1;
    start_everywhere(0);
    struct weir_task task = {.run = barrier_in_a_task, .arg = &answer, .lane = WEIR_URGENT};
    must_post(task);
    while (answer == 1)
        turn();
    ck_assert_int_eq(answer, 0);
    all_ended_as(WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    end_the_rest();
}
END_TEST

/* Out of time where they wait. */

START_TEST(a_timeout_ends_a_job_wherever_it_waits)
{
    int64_t began = weir_now();
    start_everywhere(WEIR_S(1));
    burn(WEIR_S(1)); /* what is ready has not had its turn */
    run_until_ended_everywhere();
    all_ended_as(WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT);
    for (enum place place = READY; place < PLACES; place++)
        ck_assert_int_ge(at[place]->ended_at, began + WEIR_S(1));
    end_the_rest();
}
END_TEST

START_TEST(a_timeout_comes_without_a_wake)
{
    static struct job *waits[PLACES];
    int64_t began = weir_now();
    for (int i = 0; i < 8; i++) {
        struct job *job = waits[i] = a_job(i % 2 ? sleep_long : wait_for_far_frame);
        job->number = WEIR_MS(2) * (i + 1);
        struct weir_job_spec spec = spec_of(job);
        spec.timeout = job->number;
        start_with(job, spec);
    }
    for (int i = 7; i >= 0; i--) {
        run_until_ended(waits[i]); /* nothing but its own time brings the turn */
        ck_assert_int_eq(waits[i]->end.status, WEIR_JOB_TIMEOUT);
        ck_assert_int_ge(waits[i]->ended_at, began + waits[i]->number);
    }
}
END_TEST

START_TEST(a_job_that_ends_in_time_has_no_timeout)
{
    struct job *job = a_job(end_at_number);
    job->number = 2;
    struct weir_job_spec spec = spec_of(job);
    spec.timeout = WEIR_S(3600);
    run_until_ended(start_with(job, spec));
    completed(job);
    run_until_idle(); /* and nothing waits for that time any more */
}
END_TEST

/* Left over at close. */

START_TEST(close_drop_ends_a_job_wherever_it_waits)
{
    start_everywhere(0);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    for (enum place place = READY; place < PLACES; place++)
        ended_as(at[place], WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
    ended_as(far_job, WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
    ck_assert_int_eq(weir_job_cancel(kit.w, far_job->id), 1);
    weir_scope_free(mine);
    weir_scope_free(far_scope);
}
END_TEST

START_TEST(close_drain_gives_what_is_ready_its_step_and_ends_the_rest)
{
    start_everywhere(0);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    completed(at[READY]);
    completed(at[READY_AGAIN]);
    for (enum place place = DELAYED; place < PLACES; place++)
        ended_as(at[place], WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
    weir_scope_free(mine);
    weir_scope_free(far_scope);
}
END_TEST

START_TEST(close_drain_lets_a_job_go_on_while_it_waits_for_no_time)
{
    struct job *job = a_job(end_at_number);
    job->number = 20;
    start_with(job, spec_of(job));
    struct job *awaits = start_awaiting(job);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    completed(job);
    completed(awaits);
    ck_assert_int_eq(job->steps, 20);
}
END_TEST

static int
work_without_end(struct weir_job *self, struct job *job)
{
    burn(WEIR_US(100));
    return go_on(self, job);
}

START_TEST(close_drain_ends_a_job_without_end_at_its_timeout)
{
    struct job *job = start(work_without_end);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_MS(2)), 0);
    ended_as(job, WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
}
END_TEST

START_TEST(a_lost_host_leaves_jobs_as_they_are_until_close)
{
    start_everywhere(0);
    lose_the_host();
    ck_assert_int_eq(ended_everywhere(), 0);
    ck_assert_int_eq(info_of(at[AFTER_TIME]).status, WEIR_JOB_RUNNING);
    ck_assert_int_eq(info_of(at[READY]).status, WEIR_JOB_PENDING);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    for (enum place place = READY; place < PLACES; place++)
        ended_as(at[place], WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
    weir_scope_free(mine);
    weir_scope_free(far_scope);
}
END_TEST

START_TEST(jobs_go_on_with_the_next_host)
{
    start_everywhere(0);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    struct job *between = start(end_at_once);
    cancel(at[AFTER_TIME]);
    ck_assert_int_eq(weir_job_reschedule(kit.w, at[DELAYED]->id, WEIR_MS(1)), 0);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    run_until_ended(between);
    run_until_ended(at[READY]);
    run_until_ended(at[READY_AGAIN]);
    run_until_ended(at[DELAYED]);
    run_until_ended(at[AFTER_TIME]);
    completed(at[DELAYED]);
    ended_as(at[AFTER_TIME], WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(ended_everywhere(), 4);
    ck_assert_int_eq(weir_scope_barrier(mine, 0), 0);
    end_the_rest();
}
END_TEST

/* Inside of a step, or of on_done. */

static int
close_and_go_on(struct weir_job *self, struct job *job)
{
    job->number = weir_close(kit.w, WEIR_DROP, LIMIT);
    return job->then(self, job);
}

START_TEST(a_step_that_closes_ends_as_it_says_and_if_it_goes_on_at_the_close)
{
    static plan_fn *const after[] = {end_at_once, fail_at_once, go_on};
    struct job *job = a_job(close_and_go_on), *other = a_job(end_at_once);
    job->then = after[_i];
    start_with(job, spec_of(job));
    start_with(other, spec_of(other));
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(job->number, 1);
    if (_i == 0)
        completed(job);
    else if (_i == 1)
        failed_with(job, "as planned");
    else
        ended_as(job, WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
    ended_as(other, WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
}
END_TEST

static void
close_at_end(struct job *job, const struct weir_job_info *info)
{
    (void)info;
    job->number = weir_close(kit.w, WEIR_DROP, LIMIT);
}

START_TEST(an_end_that_closes_is_told_once)
{
    struct job *job = a_job(end_at_once), *other = settled(start(sleep_long));
    job->at_end = close_at_end;
    start_with(job, spec_of(job));
    while (weir_turn(kit.w, NULL, NULL) >= 0)
        continue;
    ck_assert_int_eq(job->number, 1);
    completed(job);
    ended_as(other, WEIR_JOB_CANCELLED, WEIR_JOB_AT_CLOSE, WEIR_ECLOSED);
}
END_TEST

static void
ask_at_end(struct job *job, const struct weir_job_info *info)
{
    void *result = job;
    ck_assert_int_eq(weir_job_cancel(kit.w, job->id), 1);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), WEIR_ESTALE);
    ck_assert_int_eq(info_of(job).status, info->status);
    ck_assert_int_eq(info_of(job).when, info->when);
    ck_assert_int_eq(weir_job_take(kit.w, job->id, &result), 1);
    ck_assert_ptr_null(result);
}

START_TEST(in_its_own_end_a_job_has_ended)
{
    struct job *job = a_job(end_at_once), *cancelled = settled(start(sleep_long));
    job->at_end = cancelled->at_end = ask_at_end;
    start_with(job, spec_of(job));
    cancel(cancelled);
    run_until_all_ended();
    completed(job);
    ended_as(cancelled, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

static void
start_the_next(struct job *job, const struct weir_job_info *info)
{
    (void)info;
    if (jobs_made == 100)
        return;
    struct job *next = a_job(end_at_once);
    next->at_end = start_the_next;
    next->number = job->number;
    start_with(next, spec_of(next));
    ck_assert_int_eq(next->steps, 0);
    if (job->number)
        cancel(next);
}

START_TEST(each_end_may_start_the_next)
{
    struct job *job = a_job(end_at_once);
    job->at_end = start_the_next;
    job->number = _i; /* and cancel it */
    start_with(job, spec_of(job));
    run_until_reaches(&jobs_ended, 100);
    for (int i = 1; i < 100; i++)
        ck_assert_int_eq(jobs[i].place, i + 1);
}
END_TEST

void
laws_of_job_ends(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job ends");
    tcase_add_test(tcase, a_cancel_ends_a_job_wherever_it_waits);
    tcase_add_test(tcase, a_cancel_from_another_thread_is_the_same);
    tcase_add_test(tcase, cancel_all_asks_each_that_has_not_ended);
    tcase_add_test(tcase, the_cancel_of_a_scope_ends_its_jobs_wherever_they_wait);
    tcase_add_test(tcase, a_scope_that_is_freed_ends_its_jobs);
    tcase_add_test(tcase, the_barrier_of_a_scope_ends_its_jobs_at_once);
    tcase_add_test(tcase, a_barrier_inside_a_task_ends_the_jobs_of_the_scope_too);
    tcase_add_test(tcase, a_timeout_ends_a_job_wherever_it_waits);
    tcase_add_test(tcase, a_timeout_comes_without_a_wake);
    tcase_add_test(tcase, a_job_that_ends_in_time_has_no_timeout);
    tcase_add_test(tcase, close_drop_ends_a_job_wherever_it_waits);
    tcase_add_test(tcase, close_drain_gives_what_is_ready_its_step_and_ends_the_rest);
    tcase_add_test(tcase, close_drain_lets_a_job_go_on_while_it_waits_for_no_time);
    tcase_add_test(tcase, close_drain_ends_a_job_without_end_at_its_timeout);
    tcase_add_test(tcase, a_lost_host_leaves_jobs_as_they_are_until_close);
    tcase_add_test(tcase, jobs_go_on_with_the_next_host);
    tcase_add_loop_test(tcase, a_step_that_closes_ends_as_it_says_and_if_it_goes_on_at_the_close, 0, 3);
    tcase_add_test(tcase, an_end_that_closes_is_told_once);
    tcase_add_test(tcase, in_its_own_end_a_job_has_ended);
    tcase_add_loop_test(tcase, each_end_may_start_the_next, 0, 2);
}
