/* SPDX-License-Identifier: MIT */
/* Laws of works that are ended while they are inside weir: each wait answers at once, with the code of what ended it. Not
 * of works that watch for it themselves (works_end.c). */
#include "works.h"

/* Where a work is. */

enum inside {
    CALL,      /* weir_call */
    FULL_CALL, /* weir_call that waits for room */
    ROOM,      /* a post that waits for room */
    WAIT,      /* weir_job_wait for a job of the loop */
    SLEEP,     /* weir_work_sleep */
    INSIDES
};

static atomic_int called;
static struct ledger posted;
static int64_t far_job;

static int
be_inside(struct weir_job *self, struct work *work)
{
    struct weir_task task = ledger_task(&posted);
    task.wait_for_room = WEIR_FOREVER;
    switch (work->number) {
    case ROOM:
        return weir_post_task(kit.w, &task, NULL);
    case WAIT:
        return weir_job_wait(kit.w, far_job, WEIR_FOREVER);
    case SLEEP:
        return weir_work_sleep(self, WEIR_FOREVER);
    default:
        return weir_call(kit.w, add_one, &called, WEIR_FOREVER);
    }
}

static int
never_comes(struct weir_job *self, void *arg)
{
    (void)arg;
    return weir_done(self, NULL);
}

/* A weir with little room, and a job that nobody will see. */
static void
get_ready(bool full)
{
    called = 0;
    memset(&posted, 0, sizeof posted);
    reopen_with_capacity(4);
    far_job = weir_job_start(kit.w, &(struct weir_job_spec){.step = never_comes, .delay = WEIR_S(36000)});
    ck_assert_int_gt(far_job, 0);
    while (full && weir_post(kit.w, ledger_run, &posted) != WEIR_EFULL)
        continue;
}

/* No loop runs from here on: what the work is answered does not depend on it. */
static struct work *
start_inside(enum inside inside, struct weir_scope *scope, int64_t timeout, bool dedicated)
{
    struct work *work = a_work(ask_and_answer);
    work->ask = be_inside;
    work->number = inside;
    work->scope = scope;
    struct weir_work start = work_of(work);
    start.dedicated = dedicated;
    start.job.timeout = timeout;
    return begun(start_work_as(work, start));
}

static struct work *
one_inside(enum inside inside, struct weir_scope **scope, int64_t timeout)
{
    get_ready(inside == ROOM || inside == FULL_CALL);
    if (scope)
        *scope = a_scope();
    struct work *work = start_inside(inside, scope ? *scope : NULL, timeout, false);
    if (inside == FULL_CALL)
        await_waiters(2);
    else if (inside != SLEEP)
        await_waiters(1);
    for (int i = 0; i < 20; i++)
        pause_a_little(); /* to the bottom of it, where nothing can be seen */
    ck_assert_int_eq(work->returned, 0);
    return work;
}

static void
returned_without_a_turn(struct work *work, int code)
{
    await_reaches(&work->returned, 1);
    was_answered(work, code);
}

/* What ends it. */

START_TEST(a_cancel_ends_what_a_work_waits_for)
{
    struct work *work = one_inside((enum inside)_i, NULL, 0);
    cancel_work(work);
    returned_without_a_turn(work, WEIR_ECANCELLED);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(called, 0);
}
END_TEST

START_TEST(a_cancel_of_the_scope_ends_what_a_work_waits_for)
{
    struct weir_scope *scope;
    struct work *work = one_inside((enum inside)_i, &scope, 0);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    returned_without_a_turn(work, WEIR_ECANCELLED);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(called, 0);
    weir_scope_free(scope);
}
END_TEST

START_TEST(the_time_of_a_work_ends_what_it_waits_for)
{
    struct work *work = one_inside((enum inside)_i, NULL, WEIR_MS(300));
    returned_without_a_turn(work, WEIR_ECANCELLED);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_TIMEOUT, WEIR_JOB_WHILE_RUNNING, WEIR_ETIMEOUT);
    ck_assert_int_eq(called, 0);
}
END_TEST

START_TEST(the_end_of_the_workers_ends_what_a_work_waits_for)
{
    struct work *work = one_inside((enum inside)_i, NULL, 0);
    ck_assert_int_eq(weir_workers_free(workers, LIMIT), 0); /* on the loop that the work waits for */
    workers = NULL;
    ck_assert_int_eq(work->returned, 1);
    was_answered(work, WEIR_ECANCELLED);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(called, 0);
}
END_TEST

/* Of a wait for a job of the same weir it may also be told how that has ended, which the close ends too. */
static void
was_told_of_close(struct work *work, enum inside inside)
{
    if (inside != WAIT || work->answer != 0)
        was_answered(work, WEIR_ECLOSED);
}

START_TEST(a_close_that_drops_ends_what_a_work_waits_for)
{
    struct work *work = one_inside((enum inside)_i, NULL, 0);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(work->returned, 1);
    was_told_of_close(work, (enum inside)_i);
    if (work->answer < 0) {
        ck_assert_int_eq(work->end.status, WEIR_JOB_CANCELLED);
        ck_assert_int_eq(work->end.why, WEIR_ECLOSED);
    }
    ck_assert_int_eq(called, 0);
}
END_TEST

START_TEST(a_close_that_drains_lets_a_call_and_a_post_through_and_ends_a_sleep)
{
    struct work *work = one_inside((enum inside)_i, NULL, 0);
    if (_i == SLEEP) {
        cancel_work(work); /* that of a pool is not asked to stop by a drain */
        returned_without_a_turn(work, WEIR_ECANCELLED);
    }
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, LIMIT), 0);
    ck_assert_int_eq(work->returned, 1);
    if (_i == WAIT) /* its job is dropped */
        ck_assert(work->answer == 0 || work->answer == WEIR_ECLOSED);
    else if (_i == ROOM)
        ck_assert(work->answer == 0 || work->answer == WEIR_ECLOSED);
    else if (_i != SLEEP)
        was_answered(work, called ? 0 : WEIR_ECLOSED);
}
END_TEST

START_TEST(a_host_that_dies_ends_what_a_work_waits_for)
{
    struct work *work = one_inside((enum inside)_i, NULL, 0);
    lose_the_host();
    if (_i == SLEEP) { /* that does not wait for the host */
        for (int i = 0; i < 50; i++)
            pause_a_little();
        ck_assert_int_eq(work->returned, 0);
        cancel_work(work);
        returned_without_a_turn(work, WEIR_ECANCELLED);
        return;
    }
    returned_without_a_turn(work, WEIR_EHOST);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(work->end.status, WEIR_JOB_FAILED);
    ck_assert_int_eq(work->end.why, WEIR_EHOST);
}
END_TEST

/* All at once. */

static void
all_inside(void)
{
    open_workers((struct weir_workers_options){.threads = 2 * INSIDES});
    get_ready(true);
    for (int i = 0; i < 2 * INSIDES; i++)
        start_inside((enum inside)(i % INSIDES), NULL, 0, i >= INSIDES);
    for (int i = 0; i < 20; i++)
        pause_a_little();
}

START_TEST(all_that_wait_are_ended_by_the_end_of_the_workers)
{
    all_inside();
    ck_assert_int_eq(weir_workers_free(workers, LIMIT), 0);
    workers = NULL;
    for (int i = 0; i < works_made; i++)
        was_answered(&works[i], WEIR_ECANCELLED);
    run_until_all_done();
    ck_assert_int_eq(called, 0);
}
END_TEST

START_TEST(all_that_wait_are_ended_by_a_close)
{
    all_inside();
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    for (int i = 0; i < works_made; i++)
        was_told_of_close(&works[i], (enum inside)works[i].number);
    ck_assert_int_eq(called, 0);
}
END_TEST

START_TEST(all_that_wait_are_ended_by_their_cancels)
{
    all_inside();
    ck_assert_int_eq(weir_jobs_cancel_all(kit.w), 2 * INSIDES + 1);
    for (int i = 0; i < works_made; i++)
        returned_without_a_turn(&works[i], WEIR_ECANCELLED);
    run_until_all_done();
    ck_assert_int_eq(called, 0);
}
END_TEST

/* Too late to begin. */

static int
wait_to_be_asked_and_be_inside(struct weir_job *self, struct work *work)
{
    while (!weir_job_cancelled(self) && !atomic_load(&works_over))
        pause_a_little();
    return be_inside(self, work);
}

START_TEST(a_work_that_is_to_stop_cannot_begin_to_wait)
{
    get_ready(_i == ROOM || _i == FULL_CALL);
    struct work *work = a_work(ask_and_answer);
    work->ask = wait_to_be_asked_and_be_inside;
    work->number = _i;
    begun(start_work_as(work, work_of(work)));
    cancel_work(work);
    returned_without_a_turn(work, WEIR_ECANCELLED);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

void
laws_of_work_stops(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work stops");
    tcase_add_loop_test(tcase, a_cancel_ends_what_a_work_waits_for, 0, INSIDES);
    tcase_add_loop_test(tcase, a_cancel_of_the_scope_ends_what_a_work_waits_for, 0, INSIDES);
    tcase_add_loop_test(tcase, the_time_of_a_work_ends_what_it_waits_for, 0, INSIDES);
    tcase_add_loop_test(tcase, the_end_of_the_workers_ends_what_a_work_waits_for, 0, INSIDES);
    tcase_add_loop_test(tcase, a_close_that_drops_ends_what_a_work_waits_for, 0, INSIDES);
    tcase_add_loop_test(tcase, a_close_that_drains_lets_a_call_and_a_post_through_and_ends_a_sleep, 0,
                        INSIDES);
    tcase_add_loop_test(tcase, a_host_that_dies_ends_what_a_work_waits_for, 0, INSIDES);
    tcase_add_test(tcase, all_that_wait_are_ended_by_the_end_of_the_workers);
    tcase_add_test(tcase, all_that_wait_are_ended_by_a_close);
    tcase_add_test(tcase, all_that_wait_are_ended_by_their_cancels);
    tcase_add_loop_test(tcase, a_work_that_is_to_stop_cannot_begin_to_wait, 0, INSIDES);
}
