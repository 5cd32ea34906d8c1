/* SPDX-License-Identifier: MIT */
/* Laws of what a turn answers, prompt or polite, and of the limits that a busy host or another weir sets it. Not of what a
 * host makes of that (hosts.c). */
#include "../kit.h"
#include "parts.h"

/* Fixture: a weir of our own on a pump that does nothing, so that each turn is one that the law makes. */

static struct {
    int wakes;
    bool busy;
} bare;

static int
bare_wake(void *self)
{
    (void)self;
    bare.wakes++;
    return 0;
}

static bool
bare_busy(void *self)
{
    (void)self;
    return bare.busy;
}

static struct weir *
bare_open(struct weir_options options)
{
    static const struct weir_pump pump = {
        .size = sizeof pump, .name = "bare", .wake = bare_wake, .busy = bare_busy};
    struct weir *w;
    bare.busy = false;
    ck_assert_int_eq(weir_new(&w, &options), 0);
    ck_assert_int_eq(weir_attach(w, &pump, NULL), 0);
    bare.wakes = 0;
    return w;
}

/* Runs what is left, so that it leaves no share of this thread's time behind. */
static void
bare_close(struct weir *w)
{
    ck_assert_int_ge(weir_turn(w, &(struct weir_budget){.tasks = 10000}, NULL), 0);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
}

static void
burn_it(void *duration)
{
    burn(*(int64_t *)duration);
}

static void
bare_post(struct weir *w, int count, int64_t *duration)
{
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(weir_post(w, burn_it, duration), 0);
}

/* The answer of a turn that must end so many tasks. */
static struct weir_next
bare_turn(struct weir *w, int tasks)
{
    struct weir_next next;
    ck_assert_int_eq(weir_turn(w, NULL, &next), tasks);
    return next;
}

static void
ck_prompt(struct weir_next next)
{
    ck_assert_int_eq(next.earliest_ns, weir_now());
    ck_assert_int_eq(next.latest_ns, weir_now());
}

static void
ck_polite(struct weir_next next)
{
    ck_assert_int_eq(next.earliest_ns, weir_now());
    ck_assert_int_eq(next.latest_ns, weir_now() + WEIR_MS(50));
}

static int64_t one_ms = WEIR_MS(1);

#define EXACT "only a virtual clock says exactly how long a streak was"

START_TEST(a_streak_is_prompt_until_it_has_used_the_time_budget_then_polite_once)
{
    NEEDS(HOST_IS_VIRTUAL, EXACT);
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_MS(4), .tasks = 1}});
    bare_post(w, 20, &one_ms);
    for (int turn = 1; turn <= 12; turn++)
        if (turn % 4 == 0)
            ck_polite(bare_turn(w, 1));
        else
            ck_prompt(bare_turn(w, 1));
    bare_close(w);
}
END_TEST

START_TEST(a_streak_counts_what_the_host_does_in_between)
{
    NEEDS(HOST_IS_VIRTUAL, EXACT);
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_MS(4), .tasks = 1}});
    bare_post(w, 20, &one_ms);
    ck_prompt(bare_turn(w, 1)); /* 1 ms */
    burn(WEIR_US(900));
    ck_prompt(bare_turn(w, 1)); /* 2.9 ms */
    burn(WEIR_US(900));
    ck_polite(bare_turn(w, 1)); /* 4.8 ms */
    bare_close(w);
}
END_TEST

START_TEST(a_pause_of_a_millisecond_begins_a_new_streak)
{
    NEEDS(HOST_IS_VIRTUAL, EXACT);
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_MS(4), .tasks = 1}});
    bare_post(w, 20, &one_ms);
    for (int turn = 1; turn <= 12; turn++) {
        ck_prompt(bare_turn(w, 1));
        if (turn % 3 == 0)
            burn(WEIR_MS(1));
    }
    bare_close(w);
}
END_TEST

START_TEST(a_busy_hosts_streak_is_a_millisecond)
{
    NEEDS(HOST_IS_VIRTUAL, EXACT);
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_MS(4), .tasks = 1}});
    bare.busy = true;
    bare_post(w, 3, &one_ms);
    ck_polite(bare_turn(w, 1));
    ck_polite(bare_turn(w, 1));
    bare_close(w);
}
END_TEST

START_TEST(a_turn_that_ran_something_stays_pending_once_though_it_ends_empty)
{
    NEEDS(HOST_IS_VIRTUAL, EXACT);
    int64_t five_ms = WEIR_MS(5), none = 0;
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_MS(4)}});
    bare_post(w, 1, &five_ms);
    ck_polite(bare_turn(w, 1));
    bare_post(w, 1, &none);
    ck_assert_msg(bare.wakes == 0, "the turn that was promised will find it");
    struct weir_next next = bare_turn(w, 1);
    ck_assert_int_eq(next.earliest_ns, INT64_MAX);
    ck_assert_int_eq(next.latest_ns, INT64_MAX);
    bare_post(w, 1, &none);
    ck_assert_int_eq(bare.wakes, 1);
    bare_close(w);
}
END_TEST

START_TEST(a_deadline_is_the_latest_time_on_the_prompt_route_only)
{
    NEEDS(HOST_IS_VIRTUAL, EXACT);
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_MS(4)}});
    struct weir_task task = {.run = burn_it, .arg = &one_ms, .delay = WEIR_MS(30)};
    int64_t due = weir_now() + task.delay;
    ck_assert_int_eq(weir_post_task(w, &task, NULL), 0);
    for (int turn = 0; turn < 8; turn++) {
        struct weir_next next = bare_turn(w, 0); /* in a streak that is used up after the fifth pause */
        ck_assert_int_eq(next.earliest_ns, due);
        ck_assert_int_eq(next.latest_ns, turn < 5 ? due : due + WEIR_MS(50));
        burn(WEIR_US(900));
    }
    bare_close(w);
}
END_TEST

/* The limits of a turn. The bounds hold on a real clock too, since whoever holds the thread up makes a turn end sooner,
 * in tasks. */

static void
become_busy(void *arg)
{
    burn_it(arg);
    bare.busy = true;
}

static int
turn_of(struct weir *w)
{
    int tasks = weir_turn(w, NULL, NULL);
    ck_assert_int_ge(tasks, 1);
    return tasks;
}

/* Exactly so many tasks where the clock is exact, and nowhere more. */
static void
ck_tasks(int tasks, int most)
{
    if (host->can & HOST_IS_VIRTUAL)
        ck_assert_int_eq(tasks, most);
    else
        ck_assert_int_le(tasks, most);
}

START_TEST(busy_shortens_the_turn_to_a_millisecond)
{
    int64_t takes = WEIR_US(400);
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_S(10)}});
    bare_post(w, 20, &takes);
    ck_assert_int_eq(turn_of(w), 20);
    bare.busy = true;
    bare_post(w, 20, &takes);
    ck_tasks(turn_of(w), 3);
    ck_assert_int_ge(weir_turn(w, &(struct weir_budget){.tasks = 10}, NULL), 10);
    bare_close(w);
}
END_TEST

START_TEST(a_turn_asks_each_millisecond_whether_the_host_is_busy)
{
    int64_t takes = WEIR_US(400);
    struct weir *w = bare_open((struct weir_options){.budget = {.time = WEIR_S(10)}});
    bare_post(w, 4, &takes);
    ck_assert_int_eq(weir_post(w, become_busy, &takes), 0);
    bare_post(w, 20, &takes);
    int tasks = turn_of(w);
    ck_assert_int_ge(tasks, 5);
    ck_assert_int_le(tasks, 8);
    bare_close(w);
}
END_TEST

START_TEST(time_is_divided_among_the_weirs_that_have_work)
{
    burn(host->can & HOST_IS_VIRTUAL ? WEIR_S(3600)
                                     : 0); /* past what other weirs of this thread had left to do */
    struct weir_options options = {.budget = {.time = WEIR_MS(8)}, .max_latency = WEIR_S(10)};
    struct weir *one = bare_open(options), *two = bare_open(options);
    bare_post(one, 60, &one_ms);
    bare_post(two, 60, &one_ms);
    ck_tasks(turn_of(one), 8);
    ck_tasks(turn_of(two), 4);
    ck_tasks(turn_of(one), 4);
    ck_assert_int_eq(weir_turn(one, &(struct weir_budget){.tasks = 10}, NULL), 10);
    bare_close(two);
    ck_tasks(turn_of(one), 8);
    bare_close(one);
}
END_TEST

START_TEST(a_max_latency_of_forever_does_not_overflow)
{
    burn(host->can & HOST_IS_VIRTUAL ? WEIR_S(3600) : 0); /* as above */
    struct weir *patient =
        bare_open((struct weir_options){.budget = {WEIR_MS(8), 1}, .max_latency = WEIR_FOREVER});
    struct weir *other = bare_open((struct weir_options){.budget = {.time = WEIR_MS(8)}});
    int64_t nine_ms = WEIR_MS(9);
    bare_post(patient, 2, &nine_ms);
    bare_post(other, 60, &one_ms);
    struct weir_next next = bare_turn(patient, 1);
    ck_assert_int_le(next.earliest_ns, weir_now());
    ck_assert_int_eq(next.latest_ns, INT64_MAX);
    ck_tasks(turn_of(other), 4); /* it counts among those that have work, for as long as it has */
    bare_close(patient);
    ck_tasks(turn_of(other), 8);
    bare_close(other);
}
END_TEST

void
laws_of_streaks(Suite *suite)
{
    TCase *tcase = kit_case(suite, "streaks");
    tcase_add_test(tcase, a_streak_is_prompt_until_it_has_used_the_time_budget_then_polite_once);
    tcase_add_test(tcase, a_streak_counts_what_the_host_does_in_between);
    tcase_add_test(tcase, a_pause_of_a_millisecond_begins_a_new_streak);
    tcase_add_test(tcase, a_busy_hosts_streak_is_a_millisecond);
    tcase_add_test(tcase, a_turn_that_ran_something_stays_pending_once_though_it_ends_empty);
    tcase_add_test(tcase, a_deadline_is_the_latest_time_on_the_prompt_route_only);
    tcase_add_test(tcase, busy_shortens_the_turn_to_a_millisecond);
    tcase_add_test(tcase, a_turn_asks_each_millisecond_whether_the_host_is_busy);
    tcase_add_test(tcase, time_is_divided_among_the_weirs_that_have_work);
    tcase_add_test(tcase, a_max_latency_of_forever_does_not_overflow);
}
