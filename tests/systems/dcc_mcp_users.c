/* SPDX-License-Identifier: MIT */
/* What the users of dcc-mcp-core ask for, and weir does. Not its rows (dcc_mcp.c). One reusable controller with small
 * adapters and a fake timer is the fixture of all these laws. */
#include "dcc_mcp.h"

static int
leaves_a_part(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    ck_assert_int_eq(weir_job_leave(job, note->arg), 0);
    return step_again(job, note);
}

/* Users: honest cancel with partial results. */
START_TEST(a_cancelled_job_keeps_its_partial_result)
{
    int part;
    void *taken;
    struct note note = {.arg = &part};
    start_job(leaves_a_part, &note);
    turns(1);
    ck_assert_int_eq(weir_job_take(w, note.id, &taken), WEIR_EBUSY);
    ck_assert_int_eq(weir_job_cancel(w, note.id), 0);
    run();
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(weir_job_take(w, note.id, &taken), 0);
    ck_assert_ptr_eq(taken, &part);
}
END_TEST

static int answer;

static void *
wait_for_job(void *note)
{
    answer = weir_job_wait(w, ((struct note *)note)->id, WEIR_S(1));
    return NULL;
}

/* Users: host-busy told apart from host-died. */
START_TEST(a_busy_host_and_a_dead_host_are_told_apart)
{
    struct note note = {0};
    start_job(step_done, &note);
    pthread_t thread = start(wait_for_job, &note);
    await_waiters(1);
    pass(WEIR_S(1));
    end(thread);
    ck_assert_int_eq(answer, WEIR_ETIMEOUT);
    thread = start(wait_for_job, &note);
    await_waiters(1);
    ck_assert_int_eq(weir_host_lost(w), 0);
    end(thread);
    ck_assert_int_eq(answer, WEIR_EHOST);
    ck_assert_int_eq(note.ends, 0);
}
END_TEST

static int
step_each_30_ms(struct weir_job *job, void *note)
{
    note_step(note);
    return weir_after(job, WEIR_MS(30));
}

/* Users: declared timeouts honoured end to end. */
START_TEST(a_declared_timeout_holds_for_waiting_and_for_running)
{
    struct note waits = {0}, runs = {0};
    struct weir_job_spec late = notes(step_done, &waits), long_one = notes(step_each_30_ms, &runs);
    late.delay = WEIR_S(10);
    late.timeout = long_one.timeout = WEIR_MS(100);
    must_start(&late);
    must_start(&long_one);
    int64_t began = weir_now();
    run();
    ended(&waits, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT, WEIR_JOB_BEFORE_START);
    ended(&runs, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(runs.steps, 4);
    ck_assert_int_eq(weir_now() - began, WEIR_MS(100));
}
END_TEST

/* Users: headless mode. */
START_TEST(without_a_host_the_program_turns)
{
    struct note note = {.limit = 3};
    renew_apart(NULL);
    ck_assert_int_eq(weir_attach(w, NULL, NULL), 0);
    start_job(step_again, &note);
    for (int i = 0; i < 3; i++)
        ck_assert_int_gt(turn(), 0);
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(wakes_sent(), 0);
}
END_TEST

void
laws_of_users(Suite *suite)
{
    TCase *users = system_case(suite, "what its users ask for");
    tcase_add_test(users, a_cancelled_job_keeps_its_partial_result);
    tcase_add_test(users, a_busy_host_and_a_dead_host_are_told_apart);
    tcase_add_test(users, a_declared_timeout_holds_for_waiting_and_for_running);
    tcase_add_test(users, without_a_host_the_program_turns);
}
