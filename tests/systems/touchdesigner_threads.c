/* SPDX-License-Identifier: MIT */
/* The ThreadManager of TouchDesigner: tasks on threads with their hooks, each row in weir and what they get wrong. Not what
 * a thread says meanwhile (touchdesigner_messages.c). Each law of the second case has its fault in mutants/. */
#include "touchdesigner.h"

#include "base/thread.h"

#include <string.h>

/* A task with hooks: target, args, SuccessHook, ExceptHook, RefreshHook. */

static int sum;

static int
add_up(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    const int *arguments = note->arg;
    note_work(note); /* sees that it is not the loop thread */
    sum = arguments[0] + arguments[1];
    return weir_done(job, &sum);
}

/* Row: task, target, args and SuccessHook. */
START_TEST(success_is_told_on_the_loop_thread_with_the_result)
{
    int arguments[] = {3, 4};
    struct note note = {.arg = arguments};
    start_work(add_up, &note);
    run_until_ended(&note);
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(note.steps, 1);
    ck_assert_ptr_eq(note.end.result, &sum);
    ck_assert_int_eq(sum, 7);
}
END_TEST

/* Row: task, ExceptHook. */
START_TEST(a_failure_is_told_on_the_loop_thread_with_its_error)
{
    struct note note = {0};
    start_work(work_fail, &note);
    run_until_ended(&note);
    ended(&note, WEIR_JOB_FAILED, WEIR_EFAILED, WEIR_JOB_WHILE_RUNNING);
    ck_assert_str_eq(note.error, "no such file");
}
END_TEST

static int refreshed;

static void
refresh(void *arg, const struct weir_job_info *info)
{
    struct note *note = arg;
    ck_assert(weir_on_loop_thread(w));
    ck_assert_int_eq(note->ends, 0);
    ck_assert_int_eq(info->id, note->id);
    ck_assert_int_eq(info->status, WEIR_JOB_RUNNING);
    refreshed++;
}

static void
start_with_refresh(struct note *note)
{
    struct weir_work work = works(work_held, note);
    work.on_refresh = refresh;
    must_work(&work);
}

/* So many refreshes come in so many frames. */
static void
refreshes_in(int frames, int count)
{
    int before = refreshed;
    for (int i = 0; i < frames; i++)
        host_frame();
    ck_assert_int_eq(refreshed - before, count);
}

/* Row: task, RefreshHook. */
START_TEST(refresh_comes_once_a_frame_while_the_task_runs)
{
    struct note note = {0};
    start_with_refresh(&note);
    await_inside(1);
    host_frame();
    refreshes_in(5, 5);
    open_gate();
    run_until_ended(&note);
    run();
    int before = turns_made();
    refreshes_in(5, 0);
    ck_assert_int_eq(turns_made(), before); /* nothing is left that would call the host */
}
END_TEST

/* Row: task, RefreshHook: not before the task has begun. */
START_TEST(a_queued_task_is_not_refreshed)
{
    struct note first = {0}, queued = {0};
    renew_workers(&(struct weir_workers_options){.threads = 1});
    start_work(work_held, &first);
    await_inside(1);
    start_with_refresh(&queued);
    host_frame();
    refreshes_in(5, 0);
    open_gate();
    run_until_ended(&queued);
}
END_TEST

/* The pool, and threads beside it. */

enum {
    MANY = 6
};

/* Row: pool. */
START_TEST(the_pool_has_a_thread_for_each_processor_but_4_at_most)
{
    struct note tasks[MANY] = {{0}};
    int most = processors() < 4 ? (int)processors() : 4;
    for (int i = 0; i < MANY; i++)
        start_work(work_held, &tasks[i]);
    await_inside(most);
    ck_assert_int_eq(threads_started(), most);
    ck_assert_int_eq(status(tasks[MANY - 1].id), WEIR_JOB_PENDING);
    open_gate();
    for (int i = 0; i < MANY; i++) {
        run_until_ended(&tasks[i]);
        ended(&tasks[i], WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    }
    ck_assert_int_eq(threads_started(), most);
}
END_TEST

static int64_t
start_standalone(weir_step_fn *step, struct note *note)
{
    struct weir_work work = works(step, note);
    work.dedicated = true;
    note->id = weir_work_start(workers, w, &work);
    return note->id;
}

/* Row: standalone. */
START_TEST(a_standalone_task_runs_beside_a_full_pool_until_it_is_asked_to_stop)
{
    struct note pooled = {0}, server = {0};
    renew_workers(&(struct weir_workers_options){.threads = 1});
    start_work(work_held, &pooled);
    await_inside(1);
    ck_assert_int_gt(start_standalone(work_until_asked, &server), 0);
    await_inside(2);
    ck_assert_int_eq(weir_job_cancel(w, server.id), 0);
    run_until_ended(&server);
    ended(&server, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(pooled.ends, 0);
}
END_TEST

/* Thread conflict. */

static char of_worker[64];

/* A function of the host. */
static int
set_parameter(void)
{
    return WEIR_REQUIRE_LOOP_THREAD(w);
}

static int
touches_the_host(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    note_work(note);
    thread_name(of_worker, sizeof of_worker);
    return weir_done(job, set_parameter() == WEIR_ETHREAD ? note : NULL);
}

/* Row: thread conflict. */
START_TEST(a_thread_conflict_names_both_threads)
{
    struct note note = {0};
    char of_host[64];
    thread_name(of_host, sizeof of_host);
    ck_assert_int_eq(set_parameter(), 0);
    ck_assert(!log_says("set_parameter"));
    renew_workers(&(struct weir_workers_options){.name = "baker"});
    start_work(touches_the_host, &note);
    run_until_ended(&note);
    ck_assert_ptr_eq(note.end.result, &note); /* it was refused */
    ck_assert(log_says("set_parameter"));
    ck_assert(log_says(of_host));
    ck_assert(log_says(of_worker));
    ck_assert_str_ne(of_host, of_worker);
}
END_TEST

/* What they get wrong. */

/* Beat: standalone silently queues at capacity. */
START_TEST(a_standalone_task_is_refused_rather_than_queued)
{
    struct note servers[3] = {{0}};
    renew_workers(&(struct weir_workers_options){.dedicated = 2});
    ck_assert_int_gt(start_standalone(work_held, &servers[0]), 0);
    ck_assert_int_gt(start_standalone(work_held, &servers[1]), 0);
    await_inside(2);
    ck_assert_int_eq(start_standalone(work_held, &servers[2]), WEIR_EFULL);
    ck_assert_int_eq(threads_started(), 2);
    open_gate();
    for (int i = 0; i < 2; i++) {
        run_until_ended(&servers[i]);
        ended(&servers[i], WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    }
    run();
    ck_assert_int_eq(servers[2].steps, 0);
    ck_assert_int_eq(servers[2].ends, 0);
}
END_TEST

/* Beat: no bound on its queue. */
START_TEST(the_queue_of_the_pool_has_a_bound)
{
    struct note tasks[4] = {{0}};
    renew_workers(&(struct weir_workers_options){.threads = 1, .capacity = 2});
    start_work(work_held, &tasks[0]);
    await_inside(1);
    start_work(work_done, &tasks[1]);
    start_work(work_done, &tasks[2]);
    struct weir_work one_more = works(work_done, &tasks[3]);
    ck_assert_int_eq(weir_work_start(workers, w, &one_more), WEIR_EFULL);
    open_gate();
    run_until_ended(&tasks[1]);
    run_until_ended(&tasks[2]);
    must_work(&one_more);
    run_until_ended(&tasks[3]);
    ck_assert_int_eq(tasks[3].steps, 1);
}
END_TEST

static void
start_with_95_ms(weir_step_fn *step, struct note *note)
{
    struct weir_work work = works(step, note);
    work.job.timeout = WEIR_MS(95);
    must_work(&work);
}

/* Beat: no timeout for a queued task. */
START_TEST(a_queued_task_that_is_out_of_time_never_starts)
{
    struct note first = {0}, queued = {0}, last = {0};
    renew_workers(&(struct weir_workers_options){.threads = 1});
    start_work(work_held, &first);
    await_inside(1);
    start_with_95_ms(work_done, &queued);
    turns(2);
    pass(WEIR_MS(94));
    turns(2);
    ck_assert_int_eq(status(queued.id), WEIR_JOB_PENDING);
    pass(WEIR_MS(1));
    turns(2);
    ended(&queued, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT, WEIR_JOB_BEFORE_START);
    ck_assert_int_eq(first.ends, 0);
    open_gate();
    start_work(work_done, &last);
    run_until_ended(&last);
    ck_assert_int_eq(queued.steps, 0);
}
END_TEST

/* Beat: no timeout for a running task. */
START_TEST(a_running_task_that_is_out_of_time_is_asked_to_stop)
{
    struct note asks = {0}, sleeps = {0};
    renew_workers(&(struct weir_workers_options){.threads = 2});
    start_with_95_ms(work_asks, &asks);
    start_with_95_ms(work_until_asked, &sleeps);
    await_inside(2);
    turns(2);
    pass(WEIR_MS(95));
    open_gate();
    run_until_ended(&asks);
    ended(&asks, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT, WEIR_JOB_WHILE_RUNNING);
    run_until_ended(&sleeps);
    ended(&sleeps, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

/* Beat: no timeout for a running task: one that does not stop is not called stopped. */
START_TEST(a_task_that_finishes_all_the_same_has_completed)
{
    struct note late = {0}, unmoved = {0};
    renew_workers(&(struct weir_workers_options){.threads = 2});
    start_with_95_ms(work_held, &late);
    start_work(work_held, &unmoved);
    await_inside(2);
    turns(2);
    pass(WEIR_MS(95));
    ck_assert_int_eq(weir_job_cancel(w, unmoved.id), 0);
    turns(2);
    ck_assert_int_eq(late.ends + unmoved.ends, 0);
    open_gate();
    run_until_ended(&late);
    run_until_ended(&unmoved);
    ended(&late, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ended(&unmoved, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

/* Beat: no cancel for a queued task. */
START_TEST(a_queued_task_that_is_cancelled_never_starts)
{
    struct note first = {0}, queued = {0}, last = {0};
    renew_workers(&(struct weir_workers_options){.threads = 1});
    start_work(work_held, &first);
    await_inside(1);
    start_work(work_done, &queued);
    ck_assert_int_eq(weir_job_cancel(w, queued.id), 0);
    turns(2);
    ended(&queued, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    open_gate();
    start_work(work_done, &last);
    run_until_ended(&last);
    ck_assert_int_eq(queued.steps, 0);
}
END_TEST

/* Beat: no cancel for a running task. */
START_TEST(a_running_task_is_cancelled_by_id_or_scope)
{
    struct weir_scope *scope = new_scope(NULL, NULL);
    struct note asks = {0}, sleeps = {0};
    struct weir_work work = works(work_until_asked, &sleeps);
    work.job.scope = scope;
    renew_workers(&(struct weir_workers_options){.threads = 2});
    start_work(work_asks, &asks);
    must_work(&work);
    await_inside(2);
    ck_assert_int_eq(weir_job_cancel(w, asks.id), 0);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    open_gate();
    run_until_ended(&asks);
    ended(&asks, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    run_until_ended(&sleeps);
    ended(&sleeps, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    weir_scope_free(scope);
}
END_TEST

enum {
    CALLERS = 4,
    RUNS = 50
};
static struct note runs[CALLERS][RUNS];

static int
runs_a_lot(struct weir_job *job, void *arg)
{
    struct note *note = arg, *mine = note->arg;
    note_work(note);
    for (int i = 0; i < RUNS; i++)
        start_job(step_done, &mine[i]);
    return weir_done(job, NULL);
}

/* Beat: run() from a worker corrupts state. */
START_TEST(run_from_a_task_of_the_pool_runs_on_the_loop_thread)
{
    struct note callers[CALLERS];
    for (int i = 0; i < CALLERS; i++) {
        memset(runs[i], 0, sizeof runs[i]);
        callers[i] = (struct note){.arg = runs[i]};
        start_work(runs_a_lot, &callers[i]);
    }
    for (int i = 0; i < CALLERS; i++)
        run_until_ended(&callers[i]);
    run();
    for (int i = 0; i < CALLERS * RUNS; i++) {
        struct note *note = &runs[0][0] + i;
        ck_assert_int_eq(note->steps, 1); /* and note_step saw on which thread */
        ended(note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
        ck_assert_int_eq(look(note->id).id, note->id);
    }
}
END_TEST

void
laws_of_thread_manager(Suite *suite)
{
    TCase *rows = works_case(suite, "ThreadManager");
    tcase_add_test(rows, success_is_told_on_the_loop_thread_with_the_result);
    tcase_add_test(rows, a_failure_is_told_on_the_loop_thread_with_its_error);
    tcase_add_test(rows, refresh_comes_once_a_frame_while_the_task_runs);
    tcase_add_test(rows, a_queued_task_is_not_refreshed);
    tcase_add_test(rows, the_pool_has_a_thread_for_each_processor_but_4_at_most);
    tcase_add_test(rows, a_standalone_task_runs_beside_a_full_pool_until_it_is_asked_to_stop);
    tcase_add_test(rows, a_thread_conflict_names_both_threads);
    TCase *beats = works_case(suite, "beats of ThreadManager");
    tcase_add_test(beats, a_standalone_task_is_refused_rather_than_queued);
    tcase_add_test(beats, the_queue_of_the_pool_has_a_bound);
    tcase_add_test(beats, a_queued_task_that_is_out_of_time_never_starts);
    tcase_add_test(beats, a_running_task_that_is_out_of_time_is_asked_to_stop);
    tcase_add_test(beats, a_task_that_finishes_all_the_same_has_completed);
    tcase_add_test(beats, a_queued_task_that_is_cancelled_never_starts);
    tcase_add_test(beats, a_running_task_is_cancelled_by_id_or_scope);
    tcase_add_test(beats, run_from_a_task_of_the_pool_runs_on_the_loop_thread);
}
