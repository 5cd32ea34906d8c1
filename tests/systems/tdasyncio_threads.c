/* SPDX-License-Identifier: MIT */
/* to_thread of TDAsyncIO: a coroutine awaits what a thread does. Not the rest of it (tdasyncio.c). */
#include "tdasyncio.h"
#include "works.h"

struct coroutine {
    struct note note; /* first: steps are given one or the other */
    struct note thread;
};

static int
fetch(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    note_work(note); /* sees that it is not the loop thread */
    pass_gate();
    return weir_done(job, note->arg);
}

/* In Python: answer = await asyncio.to_thread(fetch, url). */
static int
awaits_a_thread(struct weir_job *job, void *arg)
{
    struct coroutine *coroutine = arg;
    void *answer;
    note_step(&coroutine->note);
    if (coroutine->note.steps == 1)
        return weir_await(job, start_work(fetch, &coroutine->thread));
    if (weir_job_take(weir_job_weir(job), coroutine->thread.id, &answer))
        return weir_fail(job, "no answer");
    return weir_done(job, answer);
}

/* Row: to_thread. */
START_TEST(a_step_awaits_what_a_thread_does_and_the_loop_goes_on)
{
    struct coroutine coroutine = {.thread = {.arg = "42"}};
    struct note meanwhile = {.limit = 20};
    start_job(awaits_a_thread, &coroutine.note);
    start_job(step_again, &meanwhile);
    run_until_ended(&meanwhile);
    ck_assert_int_eq(coroutine.note.steps, 1);
    ck_assert_int_eq(status(coroutine.note.id), WEIR_JOB_RUNNING);
    open_gate();
    run_until_ended(&coroutine.note);
    ended(&coroutine.note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(coroutine.note.steps, 2);
    ck_assert_str_eq(coroutine.note.end.result, "42");
    ck_assert_int_eq(coroutine.thread.ends, 1);
}
END_TEST

static int
awaits_a_thread_that_fails(struct weir_job *job, void *arg)
{
    struct coroutine *coroutine = arg;
    struct weir_job_info info;
    char text[128];
    note_step(&coroutine->note);
    if (coroutine->note.steps == 1)
        return weir_await(job, start_work(work_fail, &coroutine->thread));
    if (weir_job_get(weir_job_weir(job), coroutine->thread.id, &info, text, sizeof text))
        return weir_fail(job, "no answer");
    return weir_fail(job, "the thread: %s", info.error);
}

/* Row: to_thread: what the thread raises is seen by who awaits it. */
START_TEST(a_step_sees_how_the_thread_failed)
{
    struct coroutine coroutine = {.note = {.steps = 0}};
    start_job(awaits_a_thread_that_fails, &coroutine.note);
    run_until_ended(&coroutine.note);
    ended(&coroutine.note, WEIR_JOB_FAILED, WEIR_EFAILED, WEIR_JOB_WHILE_RUNNING);
    ck_assert_str_eq(coroutine.note.error, "the thread: no such file");
}
END_TEST

static int
awaits_a_thread_of_its_scope(struct weir_job *job, void *arg)
{
    struct coroutine *coroutine = arg;
    struct weir_work work = works(work_until_asked, &coroutine->thread);
    note_step(&coroutine->note);
    work.job.scope = weir_job_scope(job);
    return weir_await(job, must_work(&work));
}

/* Row: to_thread: a scope ends the coroutine and the thread that it awaits. */
START_TEST(a_scope_cancels_a_coroutine_with_the_thread_that_it_awaits)
{
    struct weir_scope *scope = new_scope(NULL, NULL);
    struct coroutine coroutine = {.note = {.steps = 0}};
    struct weir_job_spec spec = notes(awaits_a_thread_of_its_scope, &coroutine.note);
    spec.scope = scope;
    must_start(&spec);
    turns(2);
    await_inside(1);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    run_until_ended(&coroutine.note);
    run_until_ended(&coroutine.thread);
    ended(&coroutine.note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    ended(&coroutine.thread, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    weir_scope_free(scope);
}
END_TEST

void
laws_of_to_thread(Suite *suite)
{
    TCase *rows = works_case(suite, "to_thread");
    tcase_add_test(rows, a_step_awaits_what_a_thread_does_and_the_loop_goes_on);
    tcase_add_test(rows, a_step_sees_how_the_thread_failed);
    tcase_add_test(rows, a_scope_cancels_a_coroutine_with_the_thread_that_it_awaits);
}
