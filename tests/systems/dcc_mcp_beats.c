/* SPDX-License-Identifier: MIT */
/* What DeferredExecutor, HostDispatcher and JobManager of dcc-mcp-core get wrong, each as the law that weir keeps. Not
 * their rows (dcc_mcp.c). Each law here has its fault in mutants/. */
#include "dcc_mcp.h"

#include <string.h>

/* Wakes. */

static struct note started, cancelled;

static void *
come_during_the_turn(void *unused)
{
    (void)unused;
    struct weir_job_spec spec = notes(step_done, &started);
    started = (struct note){.letter = "j"};
    ck_assert_int_eq(weir_post(w, leave, "b"), 0);
    must_start(&spec);
    ck_assert_int_eq(weir_job_cancel(w, cancelled.id), 0);
    return NULL;
}

static void
let_another_thread_come(void *unused)
{
    (void)unused;
    end(start(come_during_the_turn, NULL));
}

/* Beat: a wake during a tick is lost. */
START_TEST(a_wake_during_a_turn_is_not_lost)
{
    cancelled = (struct note){0};
    struct weir_job_spec spec = notes(step_done, &cancelled);
    spec.delay = WEIR_S(3600);
    must_start(&spec);
    turns(1);
    ck_assert_int_eq(weir_post(w, let_another_thread_come, NULL), 0);
    turns(3); /* only what the host is told to come for, and no time passes */
    ck_assert_str_eq(trail, "bj");
    ended(&started, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ended(&cancelled, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
}
END_TEST

static void *
start_with_a_delay(void *note)
{
    struct weir_job_spec spec = notes(step_done, note);
    spec.delay = WEIR_MS(40);
    must_start(&spec);
    return NULL;
}

/* Beat: QTimer started from the submitter's thread. */
START_TEST(who_submits_touches_nothing_of_the_host_but_its_wake)
{
    struct note note = {0};
    turns(1);
    int wakes = wakes_sent();
    end(start(start_with_a_delay, &note));
    ck_assert_int_eq(wakes_sent(), wakes + 1);
    turns(1);
    ck_assert_int_eq(host.earliest, weir_now() + WEIR_MS(40)); /* the turn says it, on the loop thread */
    run();
    ck_assert(!host.asked_apart);
    ck_assert_int_eq(note.ends, 1);
}
END_TEST

static int
step_of_no_answer(struct weir_job *job, void *note)
{
    (void)job;
    note_step(note);
    return 12345;
}

static int
step_of_a_code(struct weir_job *job, void *note)
{
    (void)job;
    note_step(note);
    return WEIR_ENOMEM;
}

/* Beat: a tick that raises never re-arms. */
START_TEST(a_step_that_fails_stops_no_other)
{
    struct note failed = {0}, wrong = {0}, coded = {0}, good = {.limit = 3};
    renew(&(struct weir_options){.budget.tasks = 1});
    start_job(step_fail, &failed);
    start_job(step_of_no_answer, &wrong);
    start_job(step_of_a_code, &coded);
    start_job(step_again, &good);
    run();
    ended(&failed, WEIR_JOB_FAILED, WEIR_EFAILED, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(wrong.end.status, WEIR_JOB_FAILED);
    ended(&coded, WEIR_JOB_FAILED, WEIR_ENOMEM, WEIR_JOB_WHILE_RUNNING);
    ck_assert_str_eq(coded.error, weir_error_text(WEIR_ENOMEM));
    ended(&good, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

/* Ends. */

/* Beat: a timed-out job still runs later. */
START_TEST(a_job_that_timed_out_never_runs)
{
    struct note note = {0};
    struct weir_job_spec spec = notes(step_done, &note);
    spec.timeout = WEIR_MS(10);
    must_start(&spec);
    pass(WEIR_MS(20)); /* the host was busy */
    run();
    ck_assert_int_eq(note.steps, 0);
    ended(&note, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT, WEIR_JOB_BEFORE_START);
}
END_TEST

/* Beat: the completion callback never comes for a job cancelled before start. */
START_TEST(a_job_cancelled_before_its_start_is_told)
{
    struct note ready = {0}, delayed = {0};
    struct weir_job_spec spec = notes(step_done, &delayed);
    spec.delay = WEIR_S(10);
    start_job(step_done, &ready);
    must_start(&spec);
    ck_assert_int_eq(weir_job_cancel(w, ready.id), 0);
    ck_assert_int_eq(weir_job_cancel(w, delayed.id), 0);
    turns(2);
    ended(&ready, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    ended(&delayed, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    ck_assert_int_eq(ready.steps + delayed.steps, 0);
}
END_TEST

/* Beat: the completion callback never comes for a job pending at shutdown. */
START_TEST(a_job_pending_at_close_is_told)
{
    struct note ready = {0}, delayed = {0}, runs = {0};
    struct weir_job_spec spec = notes(step_done, &delayed);
    spec.delay = WEIR_S(10);
    start_job(step_again, &runs);
    turns(1);
    start_job(step_done, &ready);
    must_start(&spec);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(ready.steps + delayed.steps, 0);
    ended(&ready, WEIR_JOB_CANCELLED, WEIR_ECLOSED, WEIR_JOB_AT_CLOSE);
    ended(&delayed, WEIR_JOB_CANCELLED, WEIR_ECLOSED, WEIR_JOB_AT_CLOSE);
    ended(&runs, WEIR_JOB_CANCELLED, WEIR_ECLOSED, WEIR_JOB_AT_CLOSE);
}
END_TEST

/* Beat: cancelling an unknown id kills the next job of that id. */
START_TEST(cancelling_an_id_that_is_gone_spares_the_next_job)
{
    struct note first = {0}, next[100] = {{0}};
    start_job(step_done, &first);
    run();
    ck_assert_int_eq(weir_jobs_clear(w), 1);
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(weir_job_cancel(w, first.id), WEIR_ESTALE);
        start_job(step_done, &next[i]);
        ck_assert_int_eq(weir_job_cancel(w, first.id), WEIR_ESTALE);
        run();
        ended(&next[i], WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
        ck_assert_int_eq(weir_jobs_clear(w), 1);
    }
}
END_TEST

/* Beat: panic reported as CANCELLED. */
START_TEST(a_failed_job_is_not_called_cancelled)
{
    struct note note = {0};
    start_job(step_fail, &note);
    run();
    ended(&note, WEIR_JOB_FAILED, WEIR_EFAILED, WEIR_JOB_WHILE_RUNNING);
    ck_assert_str_eq(note.error, "no such file");
    ck_assert(!note.end.cancel_requested);
}
END_TEST

/* Beat: closed reported as CANCELLED. */
START_TEST(a_job_that_a_close_ended_says_so)
{
    struct note note = {0};
    start_job(step_done, &note);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECLOSED, WEIR_JOB_AT_CLOSE);
    ck_assert_ptr_nonnull(strstr(note.error, "closed"));
    ck_assert(!note.end.cancel_requested);
}
END_TEST

static int
finishes_all_the_same(struct weir_job *job, void *note)
{
    note_step(note);
    ck_assert_int_eq(weir_job_cancel(w, weir_job_id(job)), 0);
    return weir_done(job, NULL);
}

/* Beat: completed reported as CANCELLED. */
START_TEST(a_job_that_finished_all_the_same_is_not_called_cancelled)
{
    struct note note = {0};
    start_job(finishes_all_the_same, &note);
    run();
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

/* Waiting. */

static void
wait_for_the_job(void *note)
{
    ck_assert_int_eq(weir_job_wait(w, ((struct note *)note)->id, 0), WEIR_EDEADLK);
    ck_assert_int_eq(weir_job_wait(w, ((struct note *)note)->id, WEIR_FOREVER), WEIR_EDEADLK);
    ck_assert_int_eq(weir_call(w, leave, "c", WEIR_FOREVER), 0);
    leave("a");
}

/* Beat: a sync submit on the pump thread blocks to its timeout. */
START_TEST(a_wait_on_the_loop_thread_is_refused_at_once)
{
    struct note note = {.letter = "j"};
    ck_assert_int_eq(weir_post(w, wait_for_the_job, &note), 0);
    start_job(step_done, &note);
    wait_for_the_job(&note);
    run();
    ck_assert_str_eq(trail, "cacaj");
    ck_assert_int_eq(weir_job_wait(w, note.id, WEIR_FOREVER), 0);
}
END_TEST

/* Beat: timeout 0 means 30 s. */
START_TEST(a_timeout_of_0_does_not_wait)
{
    struct note note = {0};
    const struct weir_task full = {.run = leave, .arg = "b"};
    renew_apart(&(struct weir_options){.capacity = 2});
    start_job(step_done, &note);
    ck_assert_int_eq(weir_job_wait(w, note.id, 0), WEIR_ETIMEOUT);
    ck_assert_int_eq(weir_call(w, leave, "c", 0), WEIR_ETIMEOUT);
    while (weir_post(w, leave, "a") >= 0)
        continue;
    ck_assert_int_eq(weir_post_task(w, &full, NULL), WEIR_EFULL);
    attach_host();
    pass(WEIR_S(3600));
    run();
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING); /* a timeout of 0 is none there */
    ck_assert_ptr_null(strstr(trail, "c"));
}
END_TEST

/* Order, and what one turn runs. */

static void
pump_inside(void *letters)
{
    static const struct weir_budget all = {.tasks = INT64_MAX};
    leave("(");
    weir_turn(w, &all, NULL);
    leave(letters);
}

static int
step_that_pumps(struct weir_job *job, void *note)
{
    pump_inside("]");
    return step_done(job, note);
}

/* Beat: a nested pump reorders tasks. */
START_TEST(a_nested_pump_keeps_the_order)
{
    struct note note = {.letter = "j"}, next = {.letter = "k"};
    ck_assert_int_eq(weir_post(w, pump_inside, ")"), 0);
    post("b");
    run();
    start_job(step_that_pumps, &note);
    start_job(step_done, &next);
    run();
    ck_assert_str_eq(trail, "()b(]jk");
    ck_assert_uint_eq(stats().refused, 2);
}
END_TEST

static int steps_before_the_last;

static void
count_steps(void *note)
{
    steps_before_the_last = ((struct note *)note)->steps;
}

/* Beat: slow chunk steps ran 20 times while plain tasks ran 0 times. */
START_TEST(a_step_waits_behind_the_tasks_that_were_there)
{
    struct note note = {.limit = 20};
    steps_before_the_last = -1;
    start_job(step_slow, &note);
    turns(1); /* its second step waits now */
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(weir_post(w, count_steps, &note), 0);
    run();
    ck_assert_int_eq(steps_before_the_last, 2);
    ck_assert_int_eq(note.steps, 20);
}
END_TEST

static atomic_int reposts;

static void
repost_slowly(void *unused)
{
    pass(WEIR_MS(10));
    if (atomic_fetch_add(&reposts, 1) < 20)
        ck_assert_int_ge(weir_post(w, repost_slowly, unused), 0);
}

/* Beat: the same, the other way about: slow tasks do not keep steps away. */
START_TEST(slow_tasks_and_slow_steps_take_turns)
{
    struct note note = {.limit = 20};
    atomic_store(&reposts, 0);
    ck_assert_int_eq(weir_post(w, repost_slowly, NULL), 0);
    start_job(step_slow, &note);
    for (int round = 1; round <= 20; round++) {
        turns(2);
        ck_assert_int_eq(note.steps, round);
        ck_assert_int_eq(reposts, round);
    }
}
END_TEST

/* Beat: one job per tick. */
START_TEST(a_turn_runs_as_many_jobs_as_its_budget_allows)
{
    static struct note crowd[100];
    memset(crowd, 0, sizeof crowd);
    for (int i = 0; i < 100; i++)
        start_job(step_done, &crowd[i]);
    turns(1);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(crowd[i].ends, 1);
}
END_TEST

/* Beat: tick(3) runs 4. */
START_TEST(a_budget_of_3_runs_3)
{
    static const struct weir_budget three = {.tasks = 3};
    struct note note = {.letter = "j"}, next = {.letter = "k"};
    post("a");
    post("b");
    start_job(step_done, &note);
    start_job(step_done, &next);
    ck_assert_int_eq(weir_turn(w, &three, NULL), 3);
    ck_assert_str_eq(trail, "abj");
}
END_TEST

static void
repost(void *counter)
{
    if (atomic_fetch_add((atomic_int *)counter, 1) < 2000)
        ck_assert_int_ge(weir_post(w, repost, counter), 0);
}

/* Beat: a self-reposting task ran 1,265 times in one drain. */
START_TEST(a_task_that_posts_itself_runs_once_a_turn)
{
    static const struct weir_budget all = {.tasks = INT64_MAX};
    atomic_int ran = 0;
    struct note note = {.limit = 2000};
    ck_assert_int_eq(weir_post(w, repost, &ran), 0);
    start_job(step_again, &note);
    for (int round = 1; round <= 10; round++) {
        ck_assert_int_eq(weir_turn(w, &all, NULL), 2);
        ck_assert_int_eq(ran, round);
        ck_assert_int_eq(note.steps, round);
    }
}
END_TEST

static void
close_weir(void *unused)
{
    (void)unused;
    ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_FOREVER), 1);
}

/* Beat: a batch already popped still runs after shutdown. */
START_TEST(a_close_in_the_middle_of_a_turn_lets_nothing_more_run)
{
    struct note note = {.letter = "j"};
    struct weir_task task = leaves("b");
    post("a");
    ck_assert_int_eq(weir_post(w, close_weir, NULL), 0);
    must_post(&task);
    start_job(step_done, &note);
    ck_assert_int_eq(turn(), WEIR_ECLOSED);
    ck_assert_str_eq(trail, "a-b");
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECLOSED, WEIR_JOB_AT_CLOSE);
}
END_TEST

static void
counts_at_most(uint32_t depth, uint32_t timers)
{
    const struct weir_load now = load();
    ck_assert_uint_le(now.depth[0] + now.depth[1] + now.depth[2], depth);
    ck_assert_uint_le(now.timers, timers);
}

/* Beat: the pending counter underflows. */
START_TEST(the_counters_never_go_below_zero)
{
    struct weir_scope *scope = new_scope(NULL, NULL);
    struct weir_task plain = leaves("p"), delayed = leaves("d");
    delayed.delay = WEIR_S(1);
    plain.scope = delayed.scope = scope;
    for (int round = 0; round < 3; round++) {
        weir_ticket first = must_post(&plain), second = must_post(&delayed);
        must_post(&delayed);
        turns(1);
        ck_assert_int_eq(weir_cancel(w, first), WEIR_ESTALE);
        ck_assert_int_eq(weir_cancel(w, second), 0);
        counts_at_most(1, 2);
        run();
        counts_at_most(0, 0);
    }
    must_post(&delayed);
    must_post(&plain);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    counts_at_most(1, 0); /* what was struck out keeps its place until the loop gets to it */
    run();
    counts_at_most(0, 0);
    ck_assert_uint_eq(stats().dropped, 3 + 2);
    weir_scope_free(scope);
}
END_TEST

void
laws_of_beats(Suite *suite)
{
    TCase *wakes = system_case(suite, "wakes");
    tcase_add_test(wakes, a_wake_during_a_turn_is_not_lost);
    tcase_add_test(wakes, who_submits_touches_nothing_of_the_host_but_its_wake);
    tcase_add_test(wakes, a_step_that_fails_stops_no_other);
    TCase *ends = system_case(suite, "ends");
    tcase_add_test(ends, a_job_that_timed_out_never_runs);
    tcase_add_test(ends, a_job_cancelled_before_its_start_is_told);
    tcase_add_test(ends, a_job_pending_at_close_is_told);
    tcase_add_test(ends, cancelling_an_id_that_is_gone_spares_the_next_job);
    tcase_add_test(ends, a_failed_job_is_not_called_cancelled);
    tcase_add_test(ends, a_job_that_a_close_ended_says_so);
    tcase_add_test(ends, a_job_that_finished_all_the_same_is_not_called_cancelled);
    TCase *waits = system_case(suite, "waits");
    tcase_add_test(waits, a_wait_on_the_loop_thread_is_refused_at_once);
    tcase_add_test(waits, a_timeout_of_0_does_not_wait);
    TCase *order = system_case(suite, "order");
    tcase_add_test(order, a_nested_pump_keeps_the_order);
    tcase_add_test(order, a_step_waits_behind_the_tasks_that_were_there);
    tcase_add_test(order, slow_tasks_and_slow_steps_take_turns);
    tcase_add_test(order, a_turn_runs_as_many_jobs_as_its_budget_allows);
    tcase_add_test(order, a_budget_of_3_runs_3);
    tcase_add_test(order, a_task_that_posts_itself_runs_once_a_turn);
    tcase_add_test(order, a_close_in_the_middle_of_a_turn_lets_nothing_more_run);
    tcase_add_test(order, the_counters_never_go_below_zero);
}
