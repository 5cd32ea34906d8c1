/* SPDX-License-Identifier: MIT */
/* Laws of frames: when tasks that wait for one join their lane, and when one is synthesised. Not of their slots, which
 * are the timers' (timers.c). */
#include "parts.h"
#include "trail.h"

/* Helpers. */

static void
frame(enum weir_frame_edge edge)
{
    ck_assert_int_eq(weir_frame(kit.w, edge), 0);
}

/* Frames of the host. No loop runs in these: each turn is one that the law makes. */

START_TEST(a_frame_task_joins_at_the_nth_frame)
{
    atomic_int ran = 0;
    frame(WEIR_FRAME_BEGIN);
    post_framed(2, false, add_one, &ran);
    turn_early(NULL);
    frame(WEIR_FRAME_END);
    frame(WEIR_FRAME_BEGIN);
    turn_early(NULL);
    frame(WEIR_FRAME_END);
    turn_early(NULL);
    ck_assert_int_eq(atomic_load(&ran), 0);
    frame(WEIR_FRAME_BEGIN);
    ck_assert_msg(atomic_load(&ran) == 0, "weir_frame runs nothing");
    run_until_reaches(&ran, 1);
}
END_TEST

START_TEST(an_end_task_waits_for_the_end_of_this_frame)
{
    atomic_int ran = 0;
    frame(WEIR_FRAME_BEGIN);
    post_framed(0, true, add_one, &ran);
    turn_early(NULL);
    frame(WEIR_FRAME_BEGIN);
    turn_early(NULL);
    ck_assert_int_eq(atomic_load(&ran), 0);
    frame(WEIR_FRAME_END);
    run_until_reaches(&ran, 1);
}
END_TEST

START_TEST(an_end_task_of_a_later_frame_waits_for_the_end_of_that)
{
    atomic_int ran = 0;
    frame(WEIR_FRAME_BEGIN);
    post_framed(1, true, add_one, &ran);
    frame(WEIR_FRAME_END);
    turn_early(NULL);
    frame(WEIR_FRAME_BEGIN);
    turn_early(NULL);
    ck_assert_int_eq(atomic_load(&ran), 0);
    frame(WEIR_FRAME_END);
    run_until_reaches(&ran, 1);
}
END_TEST

/* A task. */
static void
begin_a_frame(void *arg)
{
    leave(arg);
    weir_frame(kit.w, WEIR_FRAME_BEGIN);
    weir_frame(kit.w, WEIR_FRAME_END);
}

START_TEST(a_frame_wakes_the_host_if_somebody_waited_for_it)
{
    NEEDS(HOST_WAKES, "it turns at each frame, asked or not");
    atomic_int ran = 0;
    frame(WEIR_FRAME_BEGIN);
    post_framed(2, false, add_one, &ran);
    turn_early(NULL);
    uint64_t wakes = stats_now().wakes;
    frame(WEIR_FRAME_BEGIN);
    ck_assert_uint_eq(stats_now().wakes, wakes);
    frame(WEIR_FRAME_BEGIN);
    ck_assert_uint_eq(stats_now().wakes, wakes + 1);
    run_until_reaches(&ran, 1);
}
END_TEST

START_TEST(a_frame_that_begins_inside_a_task_readies_for_a_later_turn)
{
    frame(WEIR_FRAME_BEGIN);
    post_framed(1, false, leave, letter('c'));
    post_framed(0, true, leave, letter('d'));
    weir_post(kit.w, begin_a_frame, letter('a'));
    weir_post(kit.w, leave, letter('b'));
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){.tasks = 9}, NULL), 2);
    run_until_reaches(&steps, 4);
    ck_assert_str_eq(trail, "abcd");
}
END_TEST

/* Frames that nobody gave. */

START_TEST(frames_are_synthesised_only_while_somebody_waits)
{
    atomic_int ran = 0;
    struct appointment third = {weir_now() + 3 * INT64_C(16666667), 0, &ran}, end = {weir_now(), 0, &ran};
    run_until_idle();
    post_framed(3, false, keep, &third);
    post_framed(3, true, keep, &end);
    run_until_reaches(&ran, 2);
    ck_assert_int_ge(third.kept, third.due);
    ck_assert_int_ge(end.kept, third.kept);
    run_until_idle();
    struct weir_stats before = stats_now();
    run_for(WEIR_MS(200));
    if (host->can & HOST_WAKES)
        ck_assert_uint_eq(stats_now().turns, before.turns);
    ck_assert_uint_eq(stats_now().wakes, before.wakes);
}
END_TEST

START_TEST(frames_of_the_host_suppress_synthesised_ones_until_it_is_silent)
{
    atomic_int ran = 0;
    int64_t last = weir_now();
    frame(WEIR_FRAME_BEGIN);
    frame(WEIR_FRAME_END);
    struct appointment next = {last + WEIR_MS(250), 0, &ran};
    post_framed(1, false, keep, &next);
    run_until_reaches(&ran, 1);
    ck_assert_int_ge(next.kept, next.due);
    if (host->can & HOST_IS_VIRTUAL)
        ck_assert_int_le(next.kept, next.due + WEIR_MS(1));
}
END_TEST

/* A task that works in each frame. */
static struct {
    atomic_int frames;
    int64_t work;
} each;

static void
work_in_each_frame(void *unused)
{
    add_one(&each.frames);
    burn(each.work);
    post_framed(1, false, work_in_each_frame, unused);
}

START_TEST(who_waits_for_each_synthesised_frame_gets_all_that_pass_though_it_works_in_each)
{
    NEEDS(HOST_IS_VIRTUAL, "it may be held up for a frame, and that one is not made up for");
    each.frames = 0;
    each.work = WEIR_MS(8);
    run_until_idle();
    post_framed(1, false, work_in_each_frame, NULL);
    run_for(WEIR_S(2)); /* 120 frames of 16.67 ms, the last of them at the very end */
    ck_assert_int_ge(each.frames, 119);
    ck_assert_int_le(each.frames, 120);
}
END_TEST

void
laws_of_frames(Suite *suite)
{
    TCase *tcase = kit_case(suite, "frames");
    tcase_add_checked_fixture(tcase, forget_trail, NULL);
    tcase_add_test(tcase, a_frame_task_joins_at_the_nth_frame);
    tcase_add_test(tcase, an_end_task_waits_for_the_end_of_this_frame);
    tcase_add_test(tcase, an_end_task_of_a_later_frame_waits_for_the_end_of_that);
    tcase_add_test(tcase, a_frame_wakes_the_host_if_somebody_waited_for_it);
    tcase_add_test(tcase, a_frame_that_begins_inside_a_task_readies_for_a_later_turn);
    tcase_add_test(tcase, frames_are_synthesised_only_while_somebody_waits);
    tcase_add_test(tcase, frames_of_the_host_suppress_synthesised_ones_until_it_is_silent);
    tcase_add_test(tcase, who_waits_for_each_synthesised_frame_gets_all_that_pass_though_it_works_in_each);
}
