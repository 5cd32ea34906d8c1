/* SPDX-License-Identifier: MIT */
/* Laws of on_refresh: once a frame while the work runs, with a snapshot, and not a wake for nothing. Not of what a frame is
 * (frames.c). */
#include "works.h"

/* Helpers. */

static struct work *
start_refreshed(body_fn *body)
{
    struct work *work = a_work(body);
    struct weir_work start = work_of(work);
    start.on_refresh = work_refreshes;
    return start_work_as(work, start);
}

/* A whole frame, made by the law: in these laws no loop runs until the end. */
static void
frame(void)
{
    ck_assert_int_eq(weir_frame(kit.w, WEIR_FRAME_BEGIN), 0);
    turn();
    ck_assert_int_eq(weir_frame(kit.w, WEIR_FRAME_END), 0);
    turn();
}

/* Frames until it has been refreshed once: what comes next is one a frame. */
static void
frames_until_refreshed(struct work *work)
{
    for (int frames = 0; work->refreshes == 0; frames++) {
        ck_assert_int_lt(frames, 1000);
        frame();
    }
}

/* Frames. */

START_TEST(a_work_that_runs_is_refreshed_once_a_frame)
{
    frame();
    struct work *work = begun(start_refreshed(stay));
    frames_until_refreshed(work);
    int before = work->refreshes;
    for (int frames = 1; frames <= 10; frames++) {
        frame();
        turn();
        ck_assert_int_eq(work->refreshes, before + frames);
    }
    let_go(work);
    run_until_done(work);
}
END_TEST

START_TEST(works_that_run_beside_each_other_are_each_refreshed_once_a_frame)
{
    frame();
    struct work *one = begun(start_refreshed(stay)), *other = begun(start_refreshed(stay));
    frames_until_refreshed(one);
    frames_until_refreshed(other);
    int before = one->refreshes, others = other->refreshes;
    for (int frames = 1; frames <= 5; frames++)
        frame();
    ck_assert_int_eq(one->refreshes, before + 5);
    ck_assert_int_eq(other->refreshes, others + 5);
    let_go(one);
    run_until_done(one);
    frame();
    before = one->refreshes, others = other->refreshes;
    frame();
    ck_assert_int_eq(one->refreshes, before);
    ck_assert_int_eq(other->refreshes, others + 1);
    let_go(other);
    run_until_done(other);
}
END_TEST

START_TEST(no_work_is_refreshed_before_it_begins_nor_after_its_end)
{
    open_workers((struct weir_workers_options){.threads = 1});
    frame();
    struct work *first = begun(start_refreshed(stay)), *work = start_refreshed(stay);
    frames_until_refreshed(first);
    for (int frames = 0; frames < 5; frames++)
        frame();
    ck_assert_int_eq(work->refreshes, 0);
    let_go(first);
    begun(work);
    frames_until_refreshed(work);
    let_go(work);
    run_until_all_done();
    int before = first->refreshes + work->refreshes;
    for (int frames = 0; frames < 5; frames++)
        frame();
    ck_assert_int_eq(first->refreshes + work->refreshes, before);
}
END_TEST

START_TEST(a_work_that_was_cancelled_before_it_began_is_never_refreshed)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *first = begun(start_work(stay)), *work = start_refreshed(return_at_once);
    cancel_work(work);
    run_until_done(work);
    for (int frames = 0; frames < 5; frames++)
        frame();
    ck_assert_int_eq(work->refreshes, 0);
    let_go(first);
    run_until_done(first);
}
END_TEST

START_TEST(refreshes_come_on_frames_that_nobody_gives)
{
    struct work *work = start_refreshed(stay);
    run_until_reaches(&work->refreshes, 5);
    let_go(work);
    run_until_done(work);
    work_completed(work);
}
END_TEST

static int refreshes_before, refreshes_after;

static void
frame_inside(struct work *work, const struct weir_job_info *info)
{
    (void)info;
    refreshes_before = work->refreshes;
    ck_assert_int_eq(weir_allow_nested(kit.w), 0);
    frame();
    frame();
    refreshes_after = work->refreshes;
}

START_TEST(no_work_is_refreshed_inside_its_on_done)
{
    struct work *work = a_work(stay);
    struct weir_work start = work_of(work);
    start.on_refresh = work_refreshes;
    work->at_end = frame_inside;
    start_work_as(work, start);
    run_until_reaches(&work->refreshes, 2);
    let_go(work);
    run_until_done(work);
    ck_assert_int_ge(refreshes_before, 2);
    ck_assert_int_eq(refreshes_after, refreshes_before);
}
END_TEST

/* The snapshot. */

static int
say_how_far(struct weir_job *self, struct work *work)
{
    for (int done = 1; !atomic_load(&work->go) && !atomic_load(&works_over); done++) {
        char text[32];
        snprintf(text, sizeof text, "%d of many", done);
        weir_job_progress(self, done, 0, text);
        pause_a_little();
    }
    return weir_done(self, NULL);
}

START_TEST(a_refresh_shows_how_far_the_work_is)
{
    int64_t before = 0;
    struct work *work = start_refreshed(say_how_far);
    for (int refresh = 1; refresh <= 5; refresh++) {
        char text[32];
        run_until_reaches(&work->refreshes, refresh);
        ck_assert_int_eq(work->seen.id, work->id);
        ck_assert_int_eq(work->seen.status, WEIR_JOB_RUNNING);
        ck_assert_int_eq(work->seen.when, WEIR_JOB_NOT_YET);
        ck_assert_ptr_null(work->seen.result);
        ck_assert_int_ge(work->seen.done, before);
        if (work->seen.done > 0) {
            snprintf(text, sizeof text, "%d of many", (int)work->seen.done);
            ck_assert_str_eq(work->seen_text, text);
        }
        before = work->seen.done;
    }
    let_go(work);
    run_until_done(work);
    ck_assert_int_ge(work->end.done, before);
}
END_TEST

START_TEST(a_refresh_shows_that_the_work_is_asked_to_stop)
{
    struct work *work = begun(start_refreshed(stay));
    run_until_reaches(&work->refreshes, 1);
    cancel_work(work);
    run_until_reaches(&work->refreshes, work->refreshes + 2);
    ck_assert(work->seen.cancel_requested);
    ck_assert_int_eq(work->seen.status, WEIR_JOB_RUNNING);
    let_go(work);
    run_until_done(work);
}
END_TEST

static void
cancel_at_refresh(void *arg, const struct weir_job_info *info)
{
    struct work *work = arg;
    work_refreshes(arg, info);
    cancel_work(work);
}

START_TEST(a_refresh_may_cancel_its_work)
{
    struct work *work = a_work(stay_until_asked);
    struct weir_work start = work_of(work);
    start.on_refresh = cancel_at_refresh;
    run_until_done(start_work_as(work, start));
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

START_TEST(a_work_whose_scope_is_cancelled_wants_no_more_frames)
{
    struct weir_next next;
    struct weir_scope *scope = a_scope();
    struct work *work = a_work(stay);
    work->scope = scope;
    struct weir_work start = work_of(work);
    start.on_refresh = work_refreshes;
    frame();
    begun(start_work_as(work, start));
    frames_until_refreshed(work);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    frame();
    struct weir_stats before = stats_now();
    int refreshes = work->refreshes;
    for (int frames = 0; frames < 5; frames++)
        frame();
    ck_assert_int_eq(work->refreshes, refreshes);
    ck_assert_uint_eq(stats_now().dropped, before.dropped);
    ck_assert_int_ge(weir_turn(kit.w, NULL, &next), 0);
    ck_assert_int_eq(next.earliest_ns, INT64_MAX);
    let_go(work);
    run_until_done(work);
    weir_scope_free(scope);
}
END_TEST

/* Silence. */

enum {
    NOTHING_RUNS,
    RUNS_WITHOUT,  /* a work without on_refresh */
    WAITS_WITH,    /* and one that has one waits for its thread */
    HAS_REFRESHED, /* all is over */
    SILENCES
};

static void
be_in(int silence)
{
    if (silence == RUNS_WITHOUT || silence == WAITS_WITH)
        begun(start_work(stay));
    if (silence == WAITS_WITH)
        start_refreshed(stay);
    if (silence != HAS_REFRESHED)
        return;
    struct work *work = start_refreshed(stay);
    run_until_reaches(&work->refreshes, 2);
    let_go(work);
    run_until_done(work);
    open_workers((struct weir_workers_options){.threads = 1}); /* and its thread has said so */
}

START_TEST(works_that_are_not_to_be_refreshed_wake_nobody)
{
    NEEDS(HOST_WAKES, "its program turns each frame, work or none");
    open_workers((struct weir_workers_options){.threads = 1});
    be_in(_i);
    run_until_idle();
    struct weir_stats before = stats_now();
    run_for(WEIR_MS(400)); /* some twenty frames */
    struct weir_stats after = stats_now();
    ck_assert_uint_eq(after.turns, before.turns);
    ck_assert_uint_eq(after.wakes, before.wakes);
    for (int i = 0; i < works_made; i++)
        let_go(&works[i]);
    run_until_all_done();
}
END_TEST

void
laws_of_work_refreshes(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work refreshes");
    tcase_add_test(tcase, a_work_that_runs_is_refreshed_once_a_frame);
    tcase_add_test(tcase, works_that_run_beside_each_other_are_each_refreshed_once_a_frame);
    tcase_add_test(tcase, no_work_is_refreshed_before_it_begins_nor_after_its_end);
    tcase_add_test(tcase, a_work_that_was_cancelled_before_it_began_is_never_refreshed);
    tcase_add_test(tcase, no_work_is_refreshed_inside_its_on_done);
    tcase_add_test(tcase, refreshes_come_on_frames_that_nobody_gives);
    tcase_add_test(tcase, a_refresh_shows_how_far_the_work_is);
    tcase_add_test(tcase, a_refresh_shows_that_the_work_is_asked_to_stop);
    tcase_add_test(tcase, a_refresh_may_cancel_its_work);
    tcase_add_test(tcase, a_work_whose_scope_is_cancelled_wants_no_more_frames);
    tcase_add_loop_test(tcase, works_that_are_not_to_be_refreshed_wake_nobody, 0, SILENCES);
}
