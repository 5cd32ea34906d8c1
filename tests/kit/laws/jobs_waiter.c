/* SPDX-License-Identifier: MIT */
/* Laws of weir_job_wait: other threads that wait for a job. Not of jobs that await (jobs_wait.c). */
#include "jobs.h"

/* A thread that waits, and what it was answered. */
struct waiting {
    struct job *job;
    int64_t timeout;
    atomic_int asks; /* it is about to */
    atomic_int answer, dones;
    pthread_t thread;
};

static void *
wait_for_it(void *arg)
{
    struct waiting *waiting = arg;
    add_one(&waiting->asks);
    atomic_store(&waiting->answer, weir_job_wait(kit.w, waiting->job->id, waiting->timeout));
    atomic_store(&waiting->dones, atomic_load(&waiting->job->dones));
    return NULL;
}

static void
begin_to_wait(struct waiting *waiting, struct job *job, int64_t timeout)
{
    memset(waiting, 0, sizeof *waiting);
    waiting->job = job;
    waiting->timeout = timeout;
    waiting->answer = 1;
    waiting->thread = kit_thread(wait_for_it, waiting);
}

static void
was_told(struct waiting *waiting, int answer, int dones)
{
    kit_join(waiting->thread);
    ck_assert_str_eq(weir_error_name(waiting->answer), weir_error_name(answer));
    ck_assert_int_eq(waiting->dones, dones);
}

/* It sleeps in weir: nothing tells so, but that some time passes after it has said that it will ask. */
static void
waits_by_now(struct waiting *waiting)
{
    await_reaches(&waiting->asks, 1);
    run_for(WEIR_MS(5));
    ck_assert_int_eq(waiting->answer, 1);
}

static struct waiting waiting[4];

START_TEST(who_waits_for_a_job_is_told_after_its_end)
{
    struct job *job = start(sleep_long);
    for (int i = 0; i < 4; i++)
        begin_to_wait(&waiting[i], job, i % 2 ? WEIR_FOREVER : LIMIT);
    for (int i = 0; i < 4; i++)
        waits_by_now(&waiting[i]);
    if (_i)
        cancel(job);
    else
        ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), 0);
    run_until_ended(job);
    for (int i = 0; i < 4; i++)
        was_told(&waiting[i], 0, 1);
}
END_TEST

START_TEST(who_waits_for_what_has_ended_is_told_at_once)
{
    struct job *job = start(end_at_once);
    run_until_ended(job);
    begin_to_wait(&waiting[0], job, WEIR_FOREVER);
    begin_to_wait(&waiting[1], job, 0);
    was_told(&waiting[0], 0, 1);
    was_told(&waiting[1], 0, 1);
    ck_assert_int_eq(weir_job_wait(kit.w, job->id, 0), 0); /* on the loop thread too */
    ck_assert_int_eq(weir_job_wait(kit.w, job->id, WEIR_FOREVER), 0);
}
END_TEST

/* Who comes while on_done is under way, and gets time enough to leave too soon. */
static void
linger(struct job *job, const struct weir_job_info *info)
{
    const struct timespec moment = {0, 5000000};
    ck_assert_int_eq(info->status, WEIR_JOB_COMPLETED);
    begin_to_wait(&waiting[1], job, WEIR_FOREVER);
    await_reaches(&waiting[1].asks, 1);
    nanosleep(&moment, NULL);
}

START_TEST(who_waits_is_not_told_before_on_done_has_returned)
{
    struct job *job = a_job(end_at_once);
    job->at_end = linger;
    start_with(job, spec_of(job));
    begin_to_wait(&waiting[0], job, WEIR_FOREVER);
    run_until_ended(job);
    was_told(&waiting[0], 0, 1);
    was_told(&waiting[1], 0, 1);
}
END_TEST

START_TEST(who_waits_is_told_when_its_time_is_over)
{
    struct job *job = settled(start(sleep_long));
    begin_to_wait(&waiting[0], job, 0);
    begin_to_wait(&waiting[1], job, WEIR_MS(3));
    for (int i = 0; i < 2; i++) {
        while (waiting[i].answer == 1)
            run_for(WEIR_MS(1));
        was_told(&waiting[i], WEIR_ETIMEOUT, 0);
    }
    cancel_and_end(job);
}
END_TEST

START_TEST(who_waits_does_not_keep_the_job_from_its_steps)
{
    struct job *job = a_job(end_at_number);
    job->number = 20;
    start_with(job, spec_of(job));
    for (int i = 0; i < 4; i++)
        begin_to_wait(&waiting[i], job, WEIR_FOREVER);
    run_until_ended(job);
    for (int i = 0; i < 4; i++)
        was_told(&waiting[i], 0, 1);
    completed(job);
}
END_TEST

static int
wait_for_itself(struct weir_job *self, struct job *job)
{
    job->number = weir_job_wait(kit.w, job->id, WEIR_FOREVER);
    return weir_done(self, NULL);
}

START_TEST(a_wait_on_the_loop_thread_is_EDEADLK)
{
    struct job *job = settled(start(sleep_long)), *own = a_job(wait_for_itself);
    ck_assert_int_eq(weir_job_wait(kit.w, job->id, WEIR_FOREVER), WEIR_EDEADLK);
    ck_assert_int_eq(weir_job_wait(kit.w, job->id, WEIR_MS(1)), WEIR_EDEADLK);
    start_with(own, spec_of(own));
    run_until_ended(own);
    ck_assert_int_eq(own->number, WEIR_EDEADLK);
    completed(own);
    ck_assert_int_eq(job->dones, 0);
    cancel_and_end(job);
}
END_TEST

START_TEST(close_ends_every_wait)
{
    struct job *job = settled(start(sleep_long));
    for (int i = 0; i < 4; i++)
        begin_to_wait(&waiting[i], job, WEIR_FOREVER);
    for (int i = 0; i < 4; i++)
        waits_by_now(&waiting[i]);
    ck_assert_int_eq(weir_close(kit.w, _i ? WEIR_DRAIN : WEIR_DROP, LIMIT), 0);
    for (int i = 0; i < 4; i++) {
        kit_join(waiting[i].thread);
        ck_assert(waiting[i].answer == WEIR_ECLOSED || waiting[i].answer == 0);
        ck_assert_int_eq(waiting[i].dones, 1); /* what was left of it has ended */
    }
    begin_to_wait(&waiting[0], job, WEIR_FOREVER);
    was_told(&waiting[0], 0, 1);
}
END_TEST

START_TEST(a_lost_host_ends_every_wait_but_not_the_job)
{
    struct job *job = settled(start(sleep_long));
    for (int i = 0; i < 4; i++)
        begin_to_wait(&waiting[i], job, WEIR_FOREVER);
    for (int i = 0; i < 4; i++)
        waits_by_now(&waiting[i]);
    lose_the_host();
    for (int i = 0; i < 4; i++)
        was_told(&waiting[i], WEIR_EHOST, 0);
    begin_to_wait(&waiting[0], job, WEIR_FOREVER);
    was_told(&waiting[0], WEIR_EHOST, 0);
    ck_assert_int_eq(info_of(job).status, WEIR_JOB_RUNNING);
}
END_TEST

START_TEST(who_waits_without_a_pump_is_told_by_the_next)
{
    struct job *job = start(end_at_once);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    begin_to_wait(&waiting[0], job, WEIR_FOREVER);
    await_reaches(&waiting[0].asks, 1);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    run_until_ended(job);
    was_told(&waiting[0], 0, 1);
}
END_TEST

/* Many threads, each with jobs of its own, waiting for each in turn: ping-pong. */

enum {
    PINGS = 40
};

static void *
start_and_wait(void *arg)
{
    struct job *job = arg;
    for (int i = 0; i < PINGS; i++) {
        struct weir_job_spec spec = spec_of(job);
        job->id = weir_job_start(kit.w, &spec);
        if (job->id <= 0 || weir_job_wait(kit.w, job->id, WEIR_FOREVER) != 0)
            return job;
        if (atomic_exchange(&job->dones, 0) != 1)
            return job;
        atomic_store(&job->steps, 0);
    }
    add_one(&job->dones);
    return NULL;
}

START_TEST(threads_may_start_and_wait_over_and_over)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = kit_thread(start_and_wait, a_job(end_at_once));
    run_until_reaches(&jobs_ended, 4 * PINGS);
    for (int i = 0; i < 4; i++)
        ck_assert_ptr_null(kit_join(threads[i]));
}
END_TEST

void
laws_of_job_waiters(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job waiters");
    tcase_add_loop_test(tcase, who_waits_for_a_job_is_told_after_its_end, 0, 2);
    tcase_add_test(tcase, who_waits_for_what_has_ended_is_told_at_once);
    tcase_add_test(tcase, who_waits_is_not_told_before_on_done_has_returned);
    tcase_add_test(tcase, who_waits_is_told_when_its_time_is_over);
    tcase_add_test(tcase, who_waits_does_not_keep_the_job_from_its_steps);
    tcase_add_test(tcase, a_wait_on_the_loop_thread_is_EDEADLK);
    tcase_add_loop_test(tcase, close_ends_every_wait, 0, 2);
    tcase_add_test(tcase, a_lost_host_ends_every_wait_but_not_the_job);
    tcase_add_test(tcase, who_waits_without_a_pump_is_told_by_the_next);
    tcase_add_test(tcase, threads_may_start_and_wait_over_and_over);
}
