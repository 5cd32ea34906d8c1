/* SPDX-License-Identifier: MIT */
/* Laws of steps that wait for a frame. Not of what a frame is (frames.c). */
#include "jobs.h"

/* Frames. No loop runs in these until the end: each turn is one that the law makes. */

static void
frame(enum weir_frame_edge edge)
{
    ck_assert_int_eq(weir_frame(kit.w, edge), 0);
    turn();
}

/* So many frames in each step, then the end. */
static int
wait_for_frames(struct weir_job *self, struct job *job)
{
    int step = atomic_load(&job->steps);
    return step < 3 ? weir_after_frames(self, (uint32_t)job->number) : weir_done(self, NULL);
}

START_TEST(a_step_comes_at_the_nth_frame)
{
    frame(WEIR_FRAME_BEGIN);
    struct job *job = a_job(wait_for_frames);
    job->number = 2;
    start_with(job, spec_of(job));
    turn();
    for (int step = 1; step < 3; step++) {
        ck_assert_int_eq(job->steps, step);
        ck_assert_int_eq(info_of(job).remaining_frames, 2);
        frame(WEIR_FRAME_END);
        frame(WEIR_FRAME_BEGIN);
        ck_assert_int_eq(job->steps, step);
        ck_assert_int_eq(info_of(job).remaining_frames, 1);
        frame(WEIR_FRAME_END);
        ck_assert_int_eq(job->steps, step);
        frame(WEIR_FRAME_BEGIN);
    }
    run_until_ended(job);
    completed(job);
}
END_TEST

START_TEST(after_no_frames_is_after_one)
{
    frame(WEIR_FRAME_BEGIN);
    struct job *job = start(wait_for_frames);
    turn();
    turn();
    ck_assert_int_eq(info_of(job).remaining_frames, 1);
    frame(WEIR_FRAME_END);
    ck_assert_int_eq(job->steps, 1);
    frame(WEIR_FRAME_BEGIN);
    ck_assert_int_eq(job->steps, 2);
    frame(WEIR_FRAME_BEGIN);
    run_until_ended(job);
    ck_assert_int_eq(job->steps, 3);
}
END_TEST

static struct job *
start_at_frame(uint32_t frames, bool frame_end)
{
    struct job *job = a_job(end_at_once);
    struct weir_job_spec spec = spec_of(job);
    spec.frames = frames;
    spec.frame_end = frame_end;
    return start_with(job, spec);
}

START_TEST(a_first_step_waits_for_its_frame_or_for_the_end_of_it)
{
    frame(WEIR_FRAME_BEGIN);
    struct job *begin = start_at_frame(1, false), *end = start_at_frame(1, true),
               *now = start_at_frame(0, true);
    turn();
    turn();
    ck_assert_int_eq(begin->steps + end->steps + now->steps, 0);
    frame(WEIR_FRAME_END);
    ck_assert_int_eq(begin->steps + end->steps, 0);
    ck_assert_int_eq(now->steps, 1);
    frame(WEIR_FRAME_BEGIN);
    ck_assert_int_eq(begin->steps, 1);
    ck_assert_int_eq(end->steps, 0);
    frame(WEIR_FRAME_END);
    ck_assert_int_eq(end->steps, 1);
    run_until_all_ended();
}
END_TEST

START_TEST(frames_that_nobody_gives_are_synthesised_for_jobs_too)
{
    struct job *job = a_job(wait_for_frames);
    job->number = 2;
    start_with(job, spec_of(job));
    struct job *end = start_at_frame(2, true);
    run_until_all_ended();
    completed(job);
    completed(end);
    turns_are_different(job);
}
END_TEST

void
laws_of_job_frames(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job frames");
    tcase_add_test(tcase, a_step_comes_at_the_nth_frame);
    tcase_add_test(tcase, after_no_frames_is_after_one);
    tcase_add_test(tcase, a_first_step_waits_for_its_frame_or_for_the_end_of_it);
    tcase_add_test(tcase, frames_that_nobody_gives_are_synthesised_for_jobs_too);
}
