/* SPDX-License-Identifier: MIT */
/* run() and the Run object of TouchDesigner, and what of its ThreadManager is about jobs: each row in weir, and what they
 * get wrong. Not its threads (touchdesigner_threads.c). Each law of the second case has its fault in mutants/. */
#include "touchdesigner.h"

#include <string.h>

const char system_name[] = "touchdesigner";

static void
frame(enum weir_frame_edge edge)
{
    ck_assert_int_eq(weir_frame(w, edge), 0);
    turns(2);
}

void
host_frame(void)
{
    pass(WEIR_MS(16));
    frame(WEIR_FRAME_BEGIN);
    frame(WEIR_FRAME_END);
}

/* run() */

/* Row: run(), delayFrames. */
START_TEST(run_after_frames)
{
    struct note note = {.letter = "j"};
    struct weir_job_spec spec = notes(step_done, &note);
    struct weir_task task = leaves("t");
    host_frame();
    task.frames = spec.frames = 2;
    must_post(&task);
    must_start(&spec);
    host_frame();
    ck_assert_str_eq(trail, "");
    pass(WEIR_MS(16));
    frame(WEIR_FRAME_BEGIN);
    ck_assert_str_eq(trail, "tj");
}
END_TEST

/* Row: run(), delayMilliSeconds. */
START_TEST(run_after_milliseconds)
{
    struct note note = {.letter = "j"};
    struct weir_job_spec spec = notes(step_done, &note);
    struct weir_task task = leaves("t");
    task.delay = spec.delay = WEIR_MS(500);
    must_post(&task);
    must_start(&spec);
    pass(WEIR_MS(500) - 1);
    turns(2);
    ck_assert_str_eq(trail, "");
    pass(1);
    turns(2);
    ck_assert_str_eq(trail, "tj");
}
END_TEST

/* Row: run(), endFrame. */
START_TEST(run_at_the_end_of_the_frame)
{
    struct note note = {.letter = "j"};
    struct weir_job_spec spec = notes(step_done, &note);
    struct weir_task task = leaves("t");
    task.frame_end = spec.frame_end = true;
    frame(WEIR_FRAME_BEGIN);
    must_post(&task);
    must_start(&spec);
    turns(2);
    ck_assert_str_eq(trail, "");
    frame(WEIR_FRAME_END);
    ck_assert_str_eq(trail, "tj");
}
END_TEST

/* Row: run(), endFrame together with delayFrames. */
START_TEST(run_at_the_end_of_a_later_frame)
{
    struct note note = {.letter = "j"};
    struct weir_job_spec spec = notes(step_done, &note);
    host_frame();
    spec.frames = 1;
    spec.frame_end = true;
    must_start(&spec);
    pass(WEIR_MS(16));
    frame(WEIR_FRAME_BEGIN);
    ck_assert_str_eq(trail, "");
    frame(WEIR_FRAME_END);
    ck_assert_str_eq(trail, "j");
}
END_TEST

static int
add_arguments(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    const int *arguments = note->arg;
    note_step(note);
    return weir_job_progress(job, arguments[0], arguments[1], NULL) ? weir_fail(job, "refused")
                                                                    : weir_done(job, NULL);
}

/* Row: run(), args. */
START_TEST(run_is_given_its_arguments)
{
    int arguments[] = {3, 4};
    struct note note = {.arg = arguments};
    start_job(add_arguments, &note);
    run();
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(note.end.done, 3);
    ck_assert_int_eq(note.end.total, 4);
}
END_TEST

/* Row: run(), fromOP: what is run for something ends with it. */
START_TEST(run_for_an_operator_ends_with_the_operator)
{
    struct weir_scope *op = new_scope(NULL, "/project1/base1");
    struct note note = {0};
    struct weir_job_spec spec = notes(step_done, &note);
    struct weir_task task = leaves("t");
    task.scope = spec.scope = op;
    task.delay = spec.delay = WEIR_S(1);
    must_post(&task);
    must_start(&spec);
    weir_scope_free(op);
    run();
    ck_assert_str_eq(trail, "-t");
    ck_assert_int_eq(note.steps, 0);
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
}
END_TEST

static void
run_in(struct weir_scope *scope, struct note *note)
{
    struct weir_job_spec spec = notes(step_done, note);
    spec.scope = scope;
    spec.delay = WEIR_MS(100);
    must_start(&spec);
}

/* Row: run(), group. */
START_TEST(runs_of_a_group_are_ended_by_its_name)
{
    struct weir_scope *group[] = {new_scope(NULL, "intro"), new_scope(NULL, "outro"),
                                  new_scope(NULL, "intro")};
    struct note notes[] = {{.letter = "a"}, {.letter = "b"}, {.letter = "c"}};
    for (int i = 0; i < 3; i++)
        run_in(group[i], &notes[i]);
    ck_assert_int_eq(weir_scope_cancel_label(w, "intro"), 2);
    run();
    ck_assert_str_eq(trail, "b");
    ended(&notes[0], WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    ended(&notes[1], WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ended(&notes[2], WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    for (int i = 0; i < 3; i++)
        weir_scope_free(group[i]);
}
END_TEST

/* The Run object. */

static bool
is_active(const struct note *note)
{
    return look(note->id).when == WEIR_JOB_NOT_YET;
}

/* Row: Run object, active. */
START_TEST(a_run_is_active_until_it_has_run)
{
    struct note note = {0};
    struct weir_job_spec spec = notes(step_done, &note);
    spec.delay = WEIR_MS(5);
    must_start(&spec);
    ck_assert(is_active(&note));
    turns(2);
    ck_assert(is_active(&note));
    run();
    ck_assert(!is_active(&note));
    ck_assert_int_eq(status(note.id), WEIR_JOB_COMPLETED);
}
END_TEST

/* Row: Run object, remaining. */
START_TEST(remaining_tells_time_or_frames)
{
    struct note timed = {0}, framed = {0};
    struct weir_job_spec late = notes(step_done, &timed), later = notes(step_done, &framed);
    late.delay = WEIR_MS(500);
    later.frames = 3;
    host_frame();
    must_start(&late);
    must_start(&later);
    ck_assert_int_eq(look(timed.id).remaining, WEIR_MS(500));
    ck_assert_int_eq(look(timed.id).remaining_frames, 0);
    ck_assert_int_eq(look(framed.id).remaining, 0);
    ck_assert_int_eq(look(framed.id).remaining_frames, 3);
    host_frame();
    ck_assert_int_eq(look(timed.id).remaining, WEIR_MS(484));
    ck_assert_int_eq(look(framed.id).remaining_frames, 2);
    run();
    ck_assert_int_eq(look(timed.id).remaining, 0);
    ck_assert_int_eq(look(framed.id).remaining_frames, 0);
}
END_TEST

/* Row: Run object, remaining is settable. */
START_TEST(remaining_can_be_set)
{
    struct note sooner = {.letter = "s"}, later = {.letter = "l"}, framed = {.letter = "f"};
    struct weir_job_spec specs[] = {notes(step_done, &sooner), notes(step_done, &later),
                                    notes(step_done, &framed)};
    specs[0].delay = specs[1].delay = WEIR_MS(500);
    specs[2].frames = 100;
    for (int i = 0; i < 3; i++)
        must_start(&specs[i]);
    turns(2);
    ck_assert_int_eq(weir_job_reschedule(w, sooner.id, WEIR_MS(10)), 0);
    ck_assert_int_eq(weir_job_reschedule(w, later.id, WEIR_MS(900)), 0);
    ck_assert_int_eq(weir_job_reschedule(w, framed.id, 0), 0);
    ck_assert_int_eq(look(sooner.id).remaining, WEIR_MS(10));
    ck_assert_int_eq(look(later.id).remaining, WEIR_MS(900));
    int64_t began = weir_now();
    turns(2);
    ck_assert_str_eq(trail, "f");
    run();
    ck_assert_str_eq(trail, "fsl");
    ck_assert_int_eq(weir_now() - began, WEIR_MS(900));
    ck_assert_int_eq(weir_job_reschedule(w, later.id, 0), WEIR_ESTALE);
}
END_TEST

/* Row: Run object, kill(). */
START_TEST(kill_ends_a_run)
{
    struct note note = {0};
    struct weir_job_spec spec = notes(step_done, &note);
    spec.frames = 5;
    must_start(&spec);
    turns(2);
    ck_assert_int_eq(weir_job_cancel(w, note.id), 0);
    turns(2);
    ck_assert_int_eq(note.steps, 0);
    ended(&note, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    ck_assert_int_eq(weir_job_cancel(w, note.id), 1);
}
END_TEST

static int
tell_progress(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    note_step(note);
    ck_assert_int_eq(weir_job_progress(job, 50, 100, "half"), 0);
    ck_assert_int_eq(weir_job_progress(job, 40, 100, "less"), WEIR_EINVAL);
    return weir_after(job, WEIR_S(1));
}

/* Row: progress, SetProgressSafe. */
START_TEST(progress_is_seen_and_never_goes_back)
{
    struct note note = {0};
    struct weir_job_info info;
    char text[128];
    start_job(tell_progress, &note);
    turns(1);
    ck_assert_int_eq(weir_job_get(w, note.id, &info, text, sizeof text), 0);
    ck_assert_int_eq(info.done, 50);
    ck_assert_int_eq(info.total, 100);
    ck_assert_str_eq(info.progress_text, "half");
}
END_TEST

/* What they get wrong. */

static int
step_at_the_next_frame(struct weir_job *job, void *note)
{
    note_step(note);
    return weir_after_frames(job, 1);
}

/* Beat: delays stop while the timeline is paused. */
START_TEST(delays_go_on_while_the_timeline_is_paused)
{
    struct note timed = {0}, framed = {0}, each = {0};
    struct weir_job_spec late = notes(step_done, &timed), later = notes(step_done, &framed);
    for (int i = 0; i < 3; i++)
        host_frame();
    late.delay = WEIR_MS(100);
    later.frames = 5;
    must_start(&late);
    must_start(&later);
    start_job(step_at_the_next_frame, &each);
    /* No frame comes any more. */
    for (int64_t end = weir_now() + WEIR_MS(100); weir_now() < end; pass(WEIR_MS(1)))
        turns(1);
    turns(1);
    ck_assert_int_eq(timed.ends, 1);
    ck_assert_int_eq(framed.ends, 0);
    for (int64_t end = weir_now() + WEIR_S(1); weir_now() < end; pass(WEIR_MS(1)))
        turns(1);
    ended(&framed, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_gt(each.steps, 10);
}
END_TEST

enum {
    CALLERS = 4,
    RUNS = 50
};
static struct note runs[CALLERS][RUNS];

static void *
run_from_a_worker(void *arg)
{
    struct note *mine = arg;
    for (int i = 0; i < RUNS; i++)
        start_job(step_done, &mine[i]);
    return NULL;
}

/* Beat: run() from a worker corrupts state. */
START_TEST(run_from_a_worker_runs_on_the_loop_thread)
{
    pthread_t threads[CALLERS];
    memset(runs, 0, sizeof runs);
    for (int i = 0; i < CALLERS; i++)
        threads[i] = start(run_from_a_worker, runs[i]);
    for (int i = 0; i < CALLERS; i++)
        run_beside(threads[i]);
    run();
    for (int i = 0; i < CALLERS * RUNS; i++) {
        struct note *note = &runs[0][0] + i;
        ck_assert_int_eq(note->steps, 1); /* and note_step saw on which thread */
        ended(note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
        ck_assert_int_eq(look(note->id).id, note->id);
    }
}
END_TEST

/* Beat: no cancel for a queued or running task. */
START_TEST(a_queued_and_a_running_job_can_be_cancelled)
{
    struct note queued = {0}, running = {0};
    start_job(step_again, &running);
    turns(1);
    start_job(step_done, &queued);
    ck_assert_int_eq(weir_job_cancel(w, running.id), 0);
    ck_assert_int_eq(weir_job_cancel(w, queued.id), 0);
    run();
    ended(&queued, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    ended(&running, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(queued.steps, 0);
    ck_assert_int_eq(running.steps, 1);
}
END_TEST

/* Beat: no timeout. */
START_TEST(a_job_that_never_comes_to_an_end_runs_out_of_time)
{
    struct note note = {0};
    struct weir_job_spec spec = notes(step_slow, &note);
    spec.timeout = WEIR_MS(95);
    must_start(&spec);
    run();
    ck_assert_int_eq(note.steps, 10);
    ended(&note, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

/* Beat: no bound on its queue. */
START_TEST(a_queue_has_a_bound)
{
    renew(&(struct weir_options){.capacity = 16, .timers = 16});
    struct weir_task plain = leaves("p"), delayed = leaves("d");
    delayed.delay = WEIR_S(1);
    for (int i = 0; i < 16; i++) {
        must_post(&plain);
        must_post(&delayed);
    }
    ck_assert_int_eq(weir_post_task(w, &plain, NULL), WEIR_EFULL);
    ck_assert_int_eq(weir_post_task(w, &delayed, NULL), WEIR_EFULL);
    run();
    ck_assert_uint_eq(strlen(trail), 32);
}
END_TEST

void
laws_of_system(Suite *suite)
{
    TCase *rows = system_case(suite, "rows");
    tcase_add_test(rows, run_after_frames);
    tcase_add_test(rows, run_after_milliseconds);
    tcase_add_test(rows, run_at_the_end_of_the_frame);
    tcase_add_test(rows, run_at_the_end_of_a_later_frame);
    tcase_add_test(rows, run_is_given_its_arguments);
    tcase_add_test(rows, run_for_an_operator_ends_with_the_operator);
    tcase_add_test(rows, runs_of_a_group_are_ended_by_its_name);
    tcase_add_test(rows, a_run_is_active_until_it_has_run);
    tcase_add_test(rows, remaining_tells_time_or_frames);
    tcase_add_test(rows, remaining_can_be_set);
    tcase_add_test(rows, kill_ends_a_run);
    tcase_add_test(rows, progress_is_seen_and_never_goes_back);
    TCase *beats = system_case(suite, "beats");
    tcase_add_test(beats, delays_go_on_while_the_timeline_is_paused);
    tcase_add_test(beats, run_from_a_worker_runs_on_the_loop_thread);
    tcase_add_test(beats, a_queued_and_a_running_job_can_be_cancelled);
    tcase_add_test(beats, a_job_that_never_comes_to_an_end_runs_out_of_time);
    tcase_add_test(beats, a_queue_has_a_bound);
    laws_of_thread_manager(suite);
    laws_of_info_queue(suite);
}
