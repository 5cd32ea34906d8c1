/* SPDX-License-Identifier: MIT */
/* Laws of delayed tasks: when they join their lane, that they cost the host nothing until then, and their slots. Not of
 * when a frame is (frames.c). */
#include "parts.h"
#include "trail.h"

/* Helpers. */

static void
post_delayed(int64_t delay, weir_fn *run, void *arg)
{
    struct weir_task task = {.run = run, .arg = arg, .delay = delay};
    ck_assert_int_ge(weir_post_task(kit.w, &task, NULL), 0);
}

/* Never early. */

static void
ring_early_and_turn(void *arg)
{
    if (host->ring_early)
        host->ring_early(kit.loop, WEIR_MS(2));
    turn_early(arg);
}

START_TEST(timers_are_never_early)
{
    enum {
        COUNT = 60
    };
    struct appointment appointment[COUNT];
    atomic_int ran = 0;
    host->tick(kit.loop, WEIR_US(700), ring_early_and_turn, NULL);
    for (int i = 0; i < COUNT; i++) {
        int64_t delay = 1 + WEIR_US(330) * (i * 7 % COUNT);
        appointment[i] = (struct appointment){weir_now() + delay, 0, &ran};
        post_delayed(delay, keep, &appointment[i]);
    }
    run_until_reaches(&ran, COUNT);
    host->tick(kit.loop, 0, NULL, NULL);
    for (int i = 0; i < COUNT; i++)
        ck_assert_int_ge(appointment[i].kept, appointment[i].due);
    run_until_idle();
    ck_assert_int_eq(atomic_load(&ran), COUNT);
}
END_TEST

START_TEST(a_timer_comes_though_the_host_rang_early)
{
    atomic_int ran = 0;
    for (int i = 0; i < 8; i++) {
        post_delayed(WEIR_MS(5) + WEIR_US(1300) * i, add_one, &ran);
        if (host->ring_early)
            host->ring_early(kit.loop, WEIR_MS(2));
        run_until_reaches(&ran, i + 1); /* nothing but its own time brings the turn */
    }
}
END_TEST

/* What they cost. */

static void
turn_until_nothing_is_left(struct weir_next *next)
{
    do
        ck_assert_int_ge(weir_turn(kit.w, NULL, next), 0);
    while (next->earliest_ns <= weir_now());
}

START_TEST(a_thousand_timers_arm_the_host_once)
{
    atomic_int ran = 0;
    struct weir_next next;
    run_until_idle();
    struct weir_stats before = stats_now();
    int64_t earliest = weir_now() + WEIR_S(60);
    for (int i = 1000; i-- > 0;)
        post_delayed(WEIR_S(60) + WEIR_MS(i), add_one, &ran);
    int64_t latest = weir_now() + WEIR_S(60);

    turn_until_nothing_is_left(&next);
    ck_assert_int_ge(next.earliest_ns, earliest);
    ck_assert_int_le(next.earliest_ns, latest);
    struct weir_stats after = stats_now();
    ck_assert_uint_eq(after.wakes - after.wakes_again, (host->can & HOST_WAKES ? before.wakes + 1 : 0));
    ck_assert_int_eq(atomic_load(&ran), 0);
}
END_TEST

START_TEST(while_nothing_is_due_timers_are_silent)
{
    NEEDS(HOST_WAKES, "it turns at each frame, asked or not");
    atomic_int ran = 0;
    struct weir_next next;
    run_until_idle();
    for (int i = 0; i < 1000; i++)
        post_delayed(WEIR_S(60) + WEIR_MS(i), add_one, &ran);
    turn_until_nothing_is_left(&next);
    uint64_t turns = stats_now().turns;
    run_for(WEIR_MS(100));
    ck_assert_uint_le(stats_now().turns, turns + 1); /* the wake that was sent before */
    struct weir_stats before = stats_now();
    run_for(WEIR_MS(100));
    ck_assert_uint_eq(stats_now().turns, before.turns);
    ck_assert_uint_eq(stats_now().wakes, before.wakes);
}
END_TEST

START_TEST(a_thousand_timers_that_fall_due_need_no_further_wake)
{
    atomic_int ran = 0;
    run_until_idle();
    struct weir_stats before = stats_now();
    for (int i = 0; i < 1000; i++)
        post_delayed(WEIR_MS(20) + WEIR_US(i), add_one, &ran);
    run_until_reaches(&ran, 1000);
    struct weir_stats after = stats_now();
    ck_assert_uint_le(after.wakes - after.wakes_again, before.wakes + 1);
    run_until_idle();
    ck_assert_int_eq(atomic_load(&ran), 1000);
}
END_TEST

START_TEST(a_long_delay_is_slept_for_an_hour_at_most)
{
    atomic_int ran = 0;
    struct weir_next next;
    post_delayed(WEIR_S(7200), add_one, &ran);
    turn_until_nothing_is_left(&next);
    ck_assert_int_le(next.earliest_ns, weir_now() + WEIR_S(3600));
    ck_assert_int_gt(next.earliest_ns, weir_now());
}
END_TEST

static void
count_drop(void *arg, int why)
{
    if (why == WEIR_ECLOSED)
        add_one(arg);
}

START_TEST(a_delay_of_forever_is_never_due_and_dropped_at_close)
{
    atomic_int dropped = 0;
    struct weir_next next;
    struct weir_task task = {.run = add_one, .arg = &dropped, .drop = count_drop, .delay = WEIR_FOREVER};
    ck_assert_int_ge(weir_post_task(kit.w, &task, NULL), 0);
    turn_until_nothing_is_left(&next);
    ck_assert_int_eq(next.earliest_ns, INT64_MAX);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, LIMIT), 0);
    ck_assert_int_eq(atomic_load(&dropped), 1);
}
END_TEST

/* Order. */

START_TEST(equal_delays_keep_order)
{
    static char letters[] = "abcdefghijklmno";
    run_until_idle();
    for (char *letter = letters; *letter; letter++)
        post_delayed(WEIR_MS(3), leave, letter);
    run_until_reaches(&steps, (int)strlen(letters));
    ck_assert_str_eq(trail, letters);
}
END_TEST

START_TEST(a_shorter_delay_goes_first)
{
    static char letters[] = "cab";
    post_delayed(WEIR_MS(300), leave, &letters[0]);
    post_delayed(WEIR_MS(5), leave, &letters[1]);
    post_delayed(WEIR_MS(150), leave, &letters[2]);
    run_until_reaches(&steps, 3);
    ck_assert_str_eq(trail, "abc");
}
END_TEST

static void
post_the_last(void *arg)
{
    leave(arg);
    weir_post(kit.w, leave, letter('e'));
}

/* Posts d with a delay, then b and c at once, and works until d is due. */
static void
post_and_work(void *arg)
{
    leave(arg);
    post_delayed(WEIR_MS(1), leave, letter('d'));
    weir_post(kit.w, post_the_last, letter('b'));
    weir_post(kit.w, leave, letter('c'));
    burn(WEIR_MS(1));
}

START_TEST(a_delayed_task_joins_behind_what_is_waiting)
{
    open_with((struct weir_options){.budget = {.tasks = 1}});
    weir_post(kit.w, post_and_work, letter('a'));
    run_until_reaches(&steps, 5);
    ck_assert_str_eq(trail, "abcde");
}
END_TEST

/* Withdrawn, and none free. */

struct fate {
    atomic_int ran, dropped;
    int why;
};

static void
runs(void *arg)
{
    atomic_fetch_add(&((struct fate *)arg)->ran, 1);
}

static void
drops(void *arg, int why)
{
    struct fate *fate = arg;
    fate->why = why;
    atomic_fetch_add(&fate->dropped, 1);
}

/* One lap of the only slot: posted, withdrawn, dropped, free. */
static void
post_and_withdraw(struct weir_task task, struct fate *fate, int lap)
{
    static weir_ticket last;
    weir_ticket ticket, none = 1;
    task.arg = fate;
    ck_assert_int_ge(weir_post_task(kit.w, &task, &ticket), 0);
    ck_assert_int_eq(weir_post_task(kit.w, &task, &none), WEIR_EFULL);
    ck_assert_uint_eq(none, 0);
    ck_assert_int_eq(weir_cancel(kit.w, lap ? last : 0), WEIR_ESTALE);
    if (lap % 2)
        run_for(WEIR_MS(1)); /* withdrawn on its way to the heap, or in it */
    ck_assert_int_eq(weir_cancel(kit.w, ticket), 0);
    ck_assert_int_eq(weir_cancel(kit.w, ticket), WEIR_ESTALE);
    run_until_reaches(&fate->dropped, lap + 1);
    run_until_idle();
    last = ticket;
}

static void
withdraw_laps(struct weir_task task)
{
    struct fate fate = {.why = 0};
    open_with((struct weir_options){.timers = 1});
    task.run = runs;
    task.drop = drops;
    for (int lap = 0; lap < 4; lap++)
        post_and_withdraw(task, &fate, lap);
    ck_assert_int_eq(fate.why, WEIR_ECANCELLED);
    ck_assert_int_eq(atomic_load(&fate.dropped), 4);
    ck_assert_int_eq(atomic_load(&fate.ran), 0);
}

START_TEST(a_delayed_task_can_be_withdrawn_and_is_dropped_once)
{
    withdraw_laps((struct weir_task){.delay = WEIR_S(600)});
}
END_TEST

START_TEST(a_frame_task_can_be_withdrawn_and_is_dropped_once)
{
    withdraw_laps((struct weir_task){.frames = 100000});
}
END_TEST

START_TEST(no_timer_free_is_efull_and_plain_posts_go_on)
{
    atomic_int ran = 0;
    struct weir_load load;
    open_with((struct weir_options){.timers = 3});
    post_delayed(WEIR_MS(1), add_one, &ran);
    post_framed(1, false, add_one, &ran);
    post_framed(0, true, add_one, &ran);
    struct weir_task delayed = {.run = add_one, .arg = &ran, .delay = 1},
                     framed = {add_one, &ran, .frames = 1};
    ck_assert_int_eq(weir_post_task(kit.w, &delayed, NULL), WEIR_EFULL);
    ck_assert_int_eq(weir_post_task(kit.w, &framed, NULL), WEIR_EFULL);
    weir_load(kit.w, &load);
    ck_assert_uint_eq(load.timers, 3);
    ck_assert_uint_eq(load.timer_capacity, 3);
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    run_until_reaches(&ran, 4);
    run_until_idle();
    ck_assert_int_ge(weir_post_task(kit.w, &delayed, NULL), 0);
    run_until_reaches(&ran, 5);
}
END_TEST

static void *
post_when_a_timer_is_free(void *ran)
{
    struct weir_task task = {.run = add_one, .arg = ran, .delay = 1, .wait_for_room = LIMIT};
    for (int i = 0; i < 5; i++)
        weir_post_task(kit.w, &task, NULL);
    return NULL;
}

START_TEST(who_waits_for_a_timer_gets_it)
{
    atomic_int ran = 0;
    open_with((struct weir_options){.timers = 1});
    post_delayed(WEIR_MS(1), add_one, &ran);
    kit_thread(post_when_a_timer_is_free, &ran);
    run_until_reaches(&ran, 6);
}
END_TEST

void
laws_of_timers(Suite *suite)
{
    TCase *tcase = kit_case(suite, "timers");
    tcase_add_checked_fixture(tcase, forget_trail, NULL);
    tcase_add_test(tcase, timers_are_never_early);
    tcase_add_test(tcase, a_timer_comes_though_the_host_rang_early);
    tcase_add_test(tcase, a_thousand_timers_arm_the_host_once);
    tcase_add_test(tcase, while_nothing_is_due_timers_are_silent);
    tcase_add_test(tcase, a_thousand_timers_that_fall_due_need_no_further_wake);
    tcase_add_test(tcase, a_long_delay_is_slept_for_an_hour_at_most);
    tcase_add_test(tcase, a_delay_of_forever_is_never_due_and_dropped_at_close);
    tcase_add_test(tcase, equal_delays_keep_order);
    tcase_add_test(tcase, a_shorter_delay_goes_first);
    tcase_add_test(tcase, a_delayed_task_joins_behind_what_is_waiting);
    tcase_add_test(tcase, a_delayed_task_can_be_withdrawn_and_is_dropped_once);
    tcase_add_test(tcase, a_frame_task_can_be_withdrawn_and_is_dropped_once);
    tcase_add_test(tcase, no_timer_free_is_efull_and_plain_posts_go_on);
    tcase_add_test(tcase, who_waits_for_a_timer_gets_it);
    laws_of_frames(suite);
}
