/* SPDX-License-Identifier: MIT */
/* Laws of the two phases: a cancel or a timeout that meets a step which runs is asked for, and acknowledged when the step
 * returns. Not of jobs that wait (jobs_end.c). */
#include "jobs.h"

/* A step that runs, and what others saw of it meanwhile. */
static struct {
    atomic_int inside; /* it runs */
    atomic_int seen;   /* the other thread has looked */
    int answers[2];
    struct weir_job_info before, after;
    bool told_before, told_after, time_after;
} meeting;

static int
meet(struct weir_job *self, struct job *job)
{
    if (atomic_load(&job->steps) > 1)
        return weir_done(self, NULL);
    meeting.told_before = weir_job_cancelled(self);
    add_one(&meeting.inside);
    await_reaches(&meeting.seen, 1); /* the step goes on meanwhile, and ignores it */
    meeting.told_after = weir_job_cancelled(self);
    meeting.time_after = weir_job_has_time(self);
    return job->then(self, job);
}

static void
look_at(struct job *job, struct weir_job_info *info)
{
    char text[64];
    if (weir_job_get(kit.w, job->id, info, text, sizeof text) != 0)
        memset(info, 0, sizeof *info);
}

static void *
cancel_while_it_runs(void *arg)
{
    struct job *job = arg;
    while (!atomic_load(&meeting.inside) && !kit_is_over())
        sched_yield();
    look_at(job, &meeting.before);
    meeting.answers[0] = job->scope ? weir_scope_cancel(job->scope) : weir_job_cancel(kit.w, job->id);
    meeting.answers[1] = job->scope ? 0 : weir_job_cancel(kit.w, job->id);
    look_at(job, &meeting.after);
    add_one(&meeting.seen);
    return NULL;
}

static struct job *
cancelled_in_a_step(struct weir_scope *scope, plan_fn *then)
{
    memset(&meeting, 0, sizeof meeting);
    struct job *job = a_job(meet);
    job->then = then;
    job->scope = scope;
    start_with(job, spec_of(job));
    pthread_t thread = kit_thread(cancel_while_it_runs, job);
    run_until_ended(job);
    kit_join(thread);
    ck_assert_int_eq(meeting.answers[0], 0);
    ck_assert_int_eq(meeting.answers[1], 0);
    ck_assert(!meeting.told_before && meeting.told_after && !meeting.time_after);
    ck_assert_int_eq(job->steps, 1);
    return job;
}

static void
was_seen_running(void)
{
    ck_assert_int_eq(meeting.before.status, WEIR_JOB_RUNNING);
    ck_assert(!meeting.before.cancel_requested);
    ck_assert_int_eq(meeting.after.status, WEIR_JOB_RUNNING);
    ck_assert(meeting.after.cancel_requested);
    ck_assert_int_eq(meeting.after.when, WEIR_JOB_NOT_YET);
    ck_assert_int_eq(meeting.after.completed_at, 0);
}

START_TEST(a_step_that_ignores_a_cancel_is_seen_running_and_completes_if_it_says_so)
{
    struct job *job = cancelled_in_a_step(NULL, end_at_once);
    was_seen_running();
    completed(job);
}
END_TEST

START_TEST(a_step_that_ignores_a_cancel_fails_if_it_says_so)
{
    struct job *job = cancelled_in_a_step(NULL, fail_at_once);
    was_seen_running();
    failed_with(job, "as planned");
}
END_TEST

static int
await_nobody(struct weir_job *self, struct job *job)
{
    (void)job;
    return weir_await(self, INT64_MAX);
}

static int
wait_for_a_frame(struct weir_job *self, struct job *job)
{
    (void)job;
    return weir_after_frames(self, 1);
}

static int
sleep_a_moment(struct weir_job *self, struct job *job)
{
    (void)job;
    return weir_after(self, 1);
}

START_TEST(a_cancel_is_acknowledged_when_the_step_returns)
{
    static plan_fn *const goes_on[] = {go_on, sleep_a_moment, wait_for_a_frame};
    struct job *job = cancelled_in_a_step(NULL, goes_on[_i]);
    was_seen_running();
    ended_as(job, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_uint_eq(job->end_turn, job->turn[0]);
}
END_TEST

START_TEST(the_cancel_of_a_scope_has_two_phases_too)
{
    static plan_fn *const thens[] = {end_at_once, go_on};
    struct weir_scope *scope = a_scope();
    struct job *job = cancelled_in_a_step(scope, thens[_i]);
    ck_assert_int_eq(meeting.after.status, WEIR_JOB_RUNNING);
    ck_assert(meeting.after.cancel_requested);
    if (_i == 0)
        completed(job);
    else
        ended_as(job, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    weir_scope_free(scope);
}
END_TEST

static int
cancel_itself(struct weir_job *self, struct job *job)
{
    bool before = weir_job_cancelled(self);
    ck_assert_int_eq(weir_job_cancel(kit.w, weir_job_id(self)), 0);
    ck_assert(!before && weir_job_cancelled(self) && !weir_job_has_time(self));
    ck_assert(info_of(job).cancel_requested);
    return job->then(self, job);
}

START_TEST(a_step_may_cancel_its_own_job)
{
    struct job *honest = a_job(cancel_itself), *ends = a_job(cancel_itself), *lost = a_job(cancel_itself);
    honest->then = end_at_once;
    ends->then = go_on;
    lost->then = await_nobody; /* which would fail it, had it not to end anyway */
    start_with(honest, spec_of(honest));
    start_with(ends, spec_of(ends));
    start_with(lost, spec_of(lost));
    run_until_all_ended();
    completed(honest);
    ended_as(ends, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(lost->steps, 1);
}
END_TEST

/* Timeouts. */

static int
outlast_its_time(struct weir_job *self, struct job *job)
{
    bool before = weir_job_cancelled(self);
    burn(WEIR_S(1));
    ck_assert(!before && weir_job_cancelled(self) && !weir_job_has_time(self));
    return job->then(self, job);
}

static struct job *
out_of_time_in_a_step(plan_fn *then)
{
    struct job *job = a_job(outlast_its_time);
    job->then = then;
    struct weir_job_spec spec = spec_of(job);
    spec.timeout = WEIR_S(1);
    run_until_ended(start_with(job, spec));
    ck_assert_int_eq(job->steps, 1);
    return job;
}

START_TEST(a_timeout_in_a_step_is_acknowledged_when_it_returns)
{
    static plan_fn *const goes_on[] = {go_on, sleep_long};
    ended_as(out_of_time_in_a_step(goes_on[_i]), WEIR_JOB_TIMEOUT, WEIR_JOB_WHILE_RUNNING, WEIR_ETIMEOUT);
}
END_TEST

START_TEST(a_step_that_outlasts_its_time_completes_if_it_says_so)
{
    completed(out_of_time_in_a_step(end_at_once));
}
END_TEST

static struct job *
goes_on_until_its_time(int64_t timeout)
{
    int64_t began = weir_now();
    struct job *job = a_job(go_on);
    struct weir_job_spec spec = spec_of(job);
    spec.timeout = timeout;
    run_until_ended(start_with(job, spec));
    ck_assert_int_ge(job->ended_at, began + timeout);
    return job;
}

START_TEST(a_job_that_goes_on_is_not_out_of_time_before_it_is)
{
    int64_t timeout = WEIR_MS(3);
    struct job *job = goes_on_until_its_time(timeout);
    while (job->steps == 0 && timeout < WEIR_S(3)) /* held up for so long before its first */
        job = goes_on_until_its_time(timeout *= 2);
    ended_as(job, WEIR_JOB_TIMEOUT, WEIR_JOB_WHILE_RUNNING, WEIR_ETIMEOUT);
    ck_assert_int_ge(job->end.duration, timeout);
}
END_TEST

/* One cancels another. */

static int
cancel_the_other(struct weir_job *self, struct job *job)
{
    ck_assert_int_eq(weir_job_cancel(kit.w, job->other->id), 0);
    return weir_done(self, NULL);
}

static struct job *
start_cancelling(struct job *other)
{
    struct job *job = a_job(cancel_the_other);
    job->other = other;
    return start_with(job, spec_of(job));
}

START_TEST(after_a_cancel_no_step_comes_though_it_was_ready)
{
    struct job *before = start(end_at_once); /* in its lane it comes before */
    struct job *pending = a_job(end_at_once);
    struct job *canceller = start_cancelling(pending);
    start_with(pending, spec_of(pending));
    run_until_all_ended();
    completed(before);
    completed(canceller);
    ended_as(pending, WEIR_JOB_CANCELLED, WEIR_JOB_BEFORE_START, WEIR_ECANCELLED);
    ck_assert_int_eq(pending->steps, 0);
}
END_TEST

static void
cancel_the_other_at_end(struct job *job, const struct weir_job_info *info)
{
    (void)info;
    ck_assert_int_eq(weir_job_cancel(kit.w, job->other->id), 0);
}

START_TEST(an_end_may_cancel_another)
{
    struct job *other = settled(start(sleep_long)), *job = a_job(end_at_once);
    job->other = other;
    job->at_end = cancel_the_other_at_end;
    start_with(job, spec_of(job));
    run_until_all_ended();
    ended_as(other, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_lt(job->place, other->place);
}
END_TEST

/* A cancel and an end, each on its own thread: whoever comes first. */

enum {
    DUELS = 200
};

static atomic_int asked;

static void *
cancel_each(void *unused)
{
    (void)unused;
    for (int i = DUELS - 1; i >= 0; i--) {
        int answer = weir_job_cancel(kit.w, jobs[i].id);
        if (answer == 0)
            add_one(&asked);
        else if (answer != 1)
            return &asked;
    }
    return NULL;
}

START_TEST(a_cancel_and_an_end_agree_on_who_came_first)
{
    asked = 0;
    for (int i = 0; i < DUELS; i++)
        start(i % 3 ? end_at_once : go_on);
    pthread_t thread = kit_thread(cancel_each, NULL);
    run_until_all_ended();
    ck_assert_ptr_null(kit_join(thread));
    int cancelled = 0;
    for (int i = 0; i < DUELS; i++) {
        cancelled += jobs[i].end.status == WEIR_JOB_CANCELLED;
        ck_assert(jobs[i].end.status == WEIR_JOB_CANCELLED || jobs[i].end.status == WEIR_JOB_COMPLETED);
    }
    ck_assert_int_ge(cancelled, DUELS / 3);
    ck_assert_int_le(cancelled, atomic_load(&asked));
}
END_TEST

void
laws_of_job_cancels(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job cancels");
    tcase_add_test(tcase, a_step_that_ignores_a_cancel_is_seen_running_and_completes_if_it_says_so);
    tcase_add_test(tcase, a_step_that_ignores_a_cancel_fails_if_it_says_so);
    tcase_add_loop_test(tcase, a_cancel_is_acknowledged_when_the_step_returns, 0, 3);
    tcase_add_loop_test(tcase, the_cancel_of_a_scope_has_two_phases_too, 0, 2);
    tcase_add_test(tcase, a_step_may_cancel_its_own_job);
    tcase_add_loop_test(tcase, a_timeout_in_a_step_is_acknowledged_when_it_returns, 0, 2);
    tcase_add_test(tcase, a_step_that_outlasts_its_time_completes_if_it_says_so);
    tcase_add_test(tcase, a_job_that_goes_on_is_not_out_of_time_before_it_is);
    tcase_add_test(tcase, after_a_cancel_no_step_comes_though_it_was_ready);
    tcase_add_test(tcase, an_end_may_cancel_another);
    tcase_add_test(tcase, a_cancel_and_an_end_agree_on_who_came_first);
}
