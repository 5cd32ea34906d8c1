/* SPDX-License-Identifier: MIT */
/* DeferredExecutor, HostDispatcher and JobManager of dcc-mcp-core: each row of theirs in weir. Not what they get wrong
 * (dcc_mcp_beats.c) nor what is asked for there (dcc_mcp_users.c), and not dispatch to other threads (dcc_mcp_dispatch.c). */
#include "dcc_mcp.h"
#include "works.h"

#include <string.h>

const char system_name[] = "dcc_mcp";

/* Submit, and the bounds of queue and drain. */

static struct note submitted;

static void *
submit_in_every_way(void *unused)
{
    (void)unused;
    const struct weir_task task = leaves("t");
    struct weir_job_spec spec = notes(step_done, &submitted);
    submitted = (struct note){0};
    ck_assert_int_ge(weir_post(w, leave, "p"), 0);
    ck_assert_int_ge(weir_post_task(w, &task, NULL), 0);
    must_start(&spec);
    ck_assert_int_ge(weir_call(w, leave, "c", WEIR_FOREVER), 0);
    return NULL;
}

/* Row: submit from any thread. */
START_TEST(any_thread_submits)
{
    run_beside(start(submit_in_every_way, NULL));
    run();
    ck_assert_str_eq(trail, "ptc");
    ended(&submitted, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

static void
fill(void)
{
    renew(&(struct weir_options){.capacity = 16});
    for (int i = 0; i < 16; i++)
        post("a");
}

/* Row: bounded queue, overload at once with depth, capacity and a hint. */
START_TEST(a_full_queue_answers_at_once_with_depth_capacity_and_a_hint)
{
    fill();
    ck_assert_int_eq(weir_post(w, leave, "b"), WEIR_EFULL);
    ck_assert_uint_eq(load().depth[1], 16);
    ck_assert_uint_eq(load().capacity, 16);
    ck_assert_int_gt(load().retry, 0);
    run();
    ck_assert_str_eq(trail, "aaaaaaaaaaaaaaaa");
    ck_assert_int_eq(load().retry, 0);
    post("b");
}
END_TEST

static struct weir_scope *waits_in;
static int answer;

static void *
wait_two_seconds_for_room(void *unused)
{
    (void)unused;
    struct weir_task task = leaves("b");
    task.scope = waits_in;
    task.wait_for_room = WEIR_S(2);
    answer = weir_post_task(w, &task, NULL);
    return NULL;
}

static pthread_t
somebody_waits_for_room(void)
{
    pthread_t thread = start(wait_two_seconds_for_room, NULL);
    await_waiters(1);
    return thread;
}

/* Row: bounded queue, a wait with a timeout. */
START_TEST(a_wait_for_room_ends_with_room)
{
    fill();
    run_beside(somebody_waits_for_room());
    ck_assert_int_eq(answer, 0);
    run();
    ck_assert_str_eq(trail, "aaaaaaaaaaaaaaaab");
}
END_TEST

/* Row: bounded queue, a wait with a timeout. */
START_TEST(a_wait_for_room_ends_with_its_time)
{
    fill();
    pthread_t thread = somebody_waits_for_room();
    pass(WEIR_S(2));
    end(thread);
    ck_assert_int_eq(answer, WEIR_EFULL);
    run();
    ck_assert_str_eq(trail, "aaaaaaaaaaaaaaaa");
}
END_TEST

static int
turn_with(struct weir_budget budget)
{
    return weir_turn(w, &budget, NULL);
}

/* Row: bounded drain, poll_pending_bounded(8). */
START_TEST(a_turn_with_a_budget_of_8_runs_8)
{
    for (int i = 0; i < 20; i++)
        post("a");
    ck_assert_int_eq(turn_with((struct weir_budget){.tasks = 8}), 8);
    ck_assert_int_eq(turn_with((struct weir_budget){.tasks = 8}), 8);
    ck_assert_int_eq(turn_with((struct weir_budget){.tasks = 8}), 4);
    ck_assert_uint_eq(strlen(trail), 20);
}
END_TEST

/* Row: bounded drain, unbounded only by saying so. */
START_TEST(draining_all_must_be_said)
{
    atomic_int ran = 0;
    renew(&(struct weir_options){.capacity = 4096});
    for (int i = 0; i < 3000; i++)
        ck_assert_int_eq(weir_post(w, add_one, &ran), 0);
    ck_assert_int_eq(turn_with((struct weir_budget){0}), WEIR_EINVAL);
    ck_assert_int_eq(ran, 0);
    ck_assert_int_eq(turn(), 1024);
    ck_assert_int_eq(turn_with((struct weir_budget){.tasks = INT64_MAX}), 3000 - 1024);
    ck_assert_int_eq(ran, 3000);
}
END_TEST

/* Cancel. */

/* Row: cancel, by token before the task runs: here by ticket, scope or id. */
START_TEST(what_is_cancelled_before_it_starts_never_runs)
{
    struct weir_scope *scope = new_scope(NULL, NULL);
    struct weir_task task = leaves("t"), scoped = leaves("s");
    struct note note = {.letter = "j"};
    weir_ticket ticket = must_post(&task);
    scoped.scope = scope;
    must_post(&scoped);
    start_job(step_done, &note);
    ck_assert_int_eq(weir_cancel(w, ticket), 0);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_eq(weir_job_cancel(w, note.id), 0);
    run();
    ck_assert_str_eq(trail, "-t-s");
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    weir_scope_free(scope);
}
END_TEST

/* Row: cancel, dropped while waiting for a slot. */
START_TEST(a_cancel_ends_the_wait_for_room)
{
    fill();
    waits_in = new_scope(NULL, NULL);
    pthread_t thread = somebody_waits_for_room();
    ck_assert_int_eq(weir_scope_cancel(waits_in), 0);
    end(thread);
    ck_assert_int_eq(answer, WEIR_ECANCELLED);
    run();
    ck_assert_str_eq(trail, "aaaaaaaaaaaaaaaa");
    weir_scope_free(waits_in);
}
END_TEST

/* Row: parent and child tokens. */
START_TEST(a_parent_scope_cancels_its_child_and_not_the_other_way)
{
    struct weir_scope *parent = new_scope(NULL, NULL);
    struct weir_scope *first = new_scope(parent, NULL), *second = new_scope(parent, NULL);
    struct note note = {0};
    struct weir_job_spec spec = notes(step_done, &note);
    spec.scope = second;
    ck_assert_int_eq(weir_scope_cancel(first), 0);
    ck_assert(!weir_scope_is_cancelled(parent) && !weir_scope_is_cancelled(second));
    must_start(&spec);
    ck_assert_int_eq(weir_scope_cancel(parent), 0);
    ck_assert(weir_scope_is_cancelled(second));
    run();
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    ck_assert_int_eq(weir_job_start(w, &spec), WEIR_ECANCELLED);
    weir_scope_free(first);
    weir_scope_free(second);
    weir_scope_free(parent);
}
END_TEST

/* Cooperation. */

static int
cancels_itself_and_asks(struct weir_job *job, void *note)
{
    note_step(note);
    ck_assert(!weir_job_cancelled(job));
    ck_assert_int_eq(weir_job_cancel(w, weir_job_id(job)), 0);
    ck_assert(weir_job_cancelled(job));
    ck_assert(!weir_job_has_time(job));
    ck_assert(look(weir_job_id(job)).cancel_requested);
    ck_assert_int_eq(status(weir_job_id(job)), WEIR_JOB_RUNNING);
    return weir_after(job, 0);
}

/* Row: cooperative, check_cancelled(). */
START_TEST(a_step_asks_whether_it_was_cancelled)
{
    struct note note = {0};
    start_job(cancels_itself_and_asks, &note);
    run();
    ck_assert_int_eq(note.steps, 1);
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

static int
yields_once_a_turn(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    ck_assert_int_eq(turns_made(), note->steps + 1);
    return step_again(job, note);
}

/* Row: cooperative, yield_frame() on the loop thread. */
START_TEST(a_step_that_yields_goes_on_in_a_later_turn)
{
    struct note note = {.limit = 5};
    start_job(yields_once_a_turn, &note);
    run();
    ck_assert_int_eq(note.steps, 5);
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

static void *
yield_a_frame(void *unused)
{
    (void)unused;
    int before = turns_made();
    answer = weir_call(w, NULL, NULL, WEIR_FOREVER);
    ck_assert_int_gt(turns_made(), before);
    return NULL;
}

static void
wait_until_it_calls(void *thread)
{
    *(pthread_t *)thread = start(yield_a_frame, NULL);
    await_waiters(1);
}

/* Row: cooperative, yield_frame() from a worker: the call comes during a turn, and a later one answers it. */
START_TEST(a_call_with_no_function_returns_after_a_later_turn)
{
    pthread_t thread;
    answer = 1;
    ck_assert_int_eq(weir_post(w, wait_until_it_calls, &thread), 0);
    turn();
    await_waiters(1);
    run_beside(thread);
    ck_assert_int_eq(answer, 0);
}
END_TEST

static int
work_yields(struct weir_job *job, void *note)
{
    note_work(note);
    yield_a_frame(NULL); /* and it has gone on after one */
    return answer ? answer : weir_done(job, NULL);
}

/* Row: cooperative, likewise from a worker of the pool. */
START_TEST(a_work_that_yields_goes_on_after_a_later_turn)
{
    struct note note = {0};
    answer = 1;
    start_work(work_yields, &note);
    run_until_ended(&note);
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

static int
step_of_60_ms(struct weir_job *job, void *note)
{
    pass(WEIR_MS(60));
    return step_done(job, note);
}

/* Row: soft fence. */
START_TEST(a_step_over_the_fence_is_named_and_counted)
{
    struct note quick = {0}, slow = {0};
    struct weir_job_spec spec = notes(step_of_60_ms, &slow);
    start_job(step_done, &quick);
    run();
    ck_assert_uint_eq(stats().overruns, 0);
    spec.name = "bake";
    must_start(&spec);
    run();
    ck_assert_uint_eq(stats().overruns, 1);
    ck_assert(log_says("\"bake\" held the loop for 60 ms"));
}
END_TEST

static int
step_of_that_long(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    pass(*(int64_t *)note->arg);
    return step_done(job, note);
}

/* Row: soft fence, the histogram: class 0 is under 1 us, class i from 2^(i-1) to 2^i us. */
START_TEST(a_histogram_tells_how_long_the_steps_ran)
{
    static const struct {
        int64_t duration;
        int class;
    } steps[] = {{0, 0},          {999, 0},          {WEIR_US(1), 1}, {WEIR_US(2) - 1, 1},
                 {WEIR_US(2), 2}, {WEIR_MS(60), 16}, {WEIR_S(5), 23}, {WEIR_S(100), 23}};
    uint64_t want[WEIR_RAN_CLASSES] = {0};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct note note = {.arg = (void *)&steps[i].duration};
        start_job(step_of_that_long, &note);
        run();
        want[steps[i].class]++;
        for (int class = 0; class < WEIR_RAN_CLASSES; class ++)
            ck_assert_uint_eq(stats().ran[class], want[class]);
    }
    ck_assert_uint_eq(stats().run, sizeof steps / sizeof *steps);
    ck_assert_uint_eq(stats().overruns, 3);
}
END_TEST

/* Jobs. */

/* Row: the envelope is immediate. */
START_TEST(the_id_comes_before_anything_runs)
{
    struct note note = {0};
    start_job(step_done, &note);
    ck_assert_int_eq(note.steps, 0);
    ck_assert_int_eq(status(note.id), WEIR_JOB_PENDING);
    run();
    ck_assert_int_eq(note.steps, 1);
}
END_TEST

/* Row: jobs, pending, running, succeeded, failed, cancelled. */
START_TEST(a_job_is_seen_from_pending_to_its_end)
{
    struct note good = {.limit = 2}, bad = {0}, gone = {0};
    start_job(step_again, &good);
    start_job(step_fail, &bad);
    start_job(step_again, &gone);
    ck_assert_int_eq(status(good.id), WEIR_JOB_PENDING);
    turn();
    ck_assert_int_eq(status(good.id), WEIR_JOB_RUNNING);
    ck_assert_int_eq(status(bad.id), WEIR_JOB_FAILED);
    ck_assert_str_eq(bad.error, "no such file");
    ck_assert_int_eq(weir_job_cancel(w, gone.id), 0);
    run();
    ck_assert_int_eq(status(good.id), WEIR_JOB_COMPLETED);
    ck_assert_int_eq(status(gone.id), WEIR_JOB_CANCELLED);
}
END_TEST

static int
chunks_while_there_is_time(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    int *chunks = note->arg;
    note_step(note);
    for (*chunks = 0; weir_job_has_time(job); ++*chunks)
        pass(WEIR_MS(1));
    return note->steps == 3 ? weir_done(job, NULL) : weir_after(job, 0);
}

/* Row: @chunked_job, which sizes its own chunks. */
START_TEST(a_chunk_ends_when_the_time_of_its_turn_is_used)
{
    int chunks;
    struct note note = {.arg = &chunks};
    renew(&(struct weir_options){.budget.time = WEIR_MS(7)});
    start_job(chunks_while_there_is_time, &note);
    turns(1);
    ck_assert_int_eq(chunks, 7);
    run();
    ck_assert_int_eq(note.steps, 3);
    ck_assert_uint_eq(stats().overruns, 0);
}
END_TEST

static int
chunk_checks_and_yields(struct weir_job *job, void *note)
{
    if (weir_job_cancelled(job))
        return weir_fail(job, "a step after the cancel");
    return step_again(job, note);
}

/* Row: @chunked_job, chunk, check, yield. */
START_TEST(a_chunked_job_ends_between_two_chunks)
{
    struct note note = {0};
    start_job(chunk_checks_and_yields, &note);
    turns(3);
    ck_assert_int_eq(note.steps, 3);
    ck_assert_int_eq(weir_job_cancel(w, note.id), 0);
    run();
    ck_assert_int_eq(note.steps, 3);
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

void
laws_of_system(Suite *suite)
{
    TCase *rows = system_case(suite, "rows");
    tcase_add_test(rows, any_thread_submits);
    tcase_add_test(rows, a_full_queue_answers_at_once_with_depth_capacity_and_a_hint);
    tcase_add_test(rows, a_wait_for_room_ends_with_room);
    tcase_add_test(rows, a_wait_for_room_ends_with_its_time);
    tcase_add_test(rows, a_turn_with_a_budget_of_8_runs_8);
    tcase_add_test(rows, draining_all_must_be_said);
    tcase_add_test(rows, what_is_cancelled_before_it_starts_never_runs);
    tcase_add_test(rows, a_cancel_ends_the_wait_for_room);
    tcase_add_test(rows, a_parent_scope_cancels_its_child_and_not_the_other_way);
    tcase_add_test(rows, a_step_asks_whether_it_was_cancelled);
    tcase_add_test(rows, a_step_that_yields_goes_on_in_a_later_turn);
    tcase_add_test(rows, a_call_with_no_function_returns_after_a_later_turn);
    tcase_add_test(rows, a_step_over_the_fence_is_named_and_counted);
    tcase_add_test(rows, a_histogram_tells_how_long_the_steps_ran);
    tcase_add_test(rows, the_id_comes_before_anything_runs);
    tcase_add_test(rows, a_job_is_seen_from_pending_to_its_end);
    tcase_add_test(rows, a_chunk_ends_when_the_time_of_its_turn_is_used);
    tcase_add_test(rows, a_chunked_job_ends_between_two_chunks);
    TCase *from_a_work = works_case(suite, "from a work");
    tcase_add_test(from_a_work, a_work_that_yields_goes_on_after_a_later_turn);
    laws_of_dispatch(suite);
    laws_of_users(suite);
    laws_of_beats(suite);
}
