/* SPDX-License-Identifier: MIT */
/* Laws of living with a host: its own work goes on under a backlog, and ours under its; and what a turn answers so that
 * both hold. Not of loops in loops (nesting.c). */
#include "../kit.h"

#include <string.h>

/* Fixture: a backlog that never ends by itself, and work of the host's. */

enum {
    CHAINS = 8
};

static struct {
    int64_t task_takes; /* ns */
    atomic_bool over;
    atomic_int chains; /* of tasks that are still going */
    atomic_int tasks, events, ticks, io;
    int in_a_row, most_in_a_row; /* tasks without an event or I/O of the host's between */
} busy;

static void
forget_busy(void)
{
    memset(&busy, 0, sizeof busy);
}

static void
open_with(struct weir_options options)
{
    kit_close();
    kit_open(&options);
}

static void
backlog_task(void *arg)
{
    burn(busy.task_takes);
    atomic_fetch_add(&busy.tasks, 1);
    if (++busy.in_a_row > busy.most_in_a_row)
        busy.most_in_a_row = busy.in_a_row;
    if (atomic_load(&busy.over) || weir_post(kit.w, backlog_task, arg) < 0)
        atomic_fetch_sub(&busy.chains, 1);
}

static void
begin_backlog(int64_t task_takes)
{
    busy.task_takes = task_takes;
    atomic_fetch_add(&busy.chains, CHAINS);
    for (int i = 0; i < CHAINS; i++)
        ck_assert_int_ge(weir_post(kit.w, backlog_task, NULL), 0);
}

static bool
has_ended(void *arg)
{
    (void)arg;
    return atomic_load(&busy.chains) == 0;
}

/* The host keeps no event of ours when it is closed. */
static void
end_busy(void)
{
    atomic_store(&busy.over, true);
    host->tick(kit.loop, 0, NULL, NULL);
    if (host->can & HOST_HAS_IO)
        host->watch(kit.loop, NULL, NULL);
    run_until(has_ended, NULL);
}

/* The host's own work goes on. */

static void
host_event(void *arg)
{
    (void)arg;
    atomic_fetch_add(&busy.events, 1);
    busy.in_a_row = 0;
}

static void
host_tick(void *arg)
{
    atomic_fetch_add(&busy.ticks, 1);
    for (int i = 0; i < 3; i++)
        host->post(kit.loop, host_event, arg);
}

static void
host_io(void *arg)
{
    (void)arg;
    atomic_fetch_add(&busy.io, 1);
    busy.in_a_row = 0;
}

START_TEST(host_timers_posted_events_and_io_interleave_under_backlog)
{
    begin_backlog(WEIR_US(200));
    host->tick(kit.loop, WEIR_MS(2), host_tick, NULL);
    if (host->can & HOST_HAS_IO)
        host->watch(kit.loop, host_io, NULL);
    run_until_reaches(&busy.ticks, 50);
    run_until_reaches(&busy.events, 150);
    if (host->can & HOST_HAS_IO)
        run_until_reaches(&busy.io, 100);
    run_until_reaches(&busy.tasks, 500);
    end_busy();
    /* A streak of turns and one turn are 8 ms, or 40 tasks: then the host has had its way at the latest. */
    ck_assert_int_le(busy.most_in_a_row, 60);
}
END_TEST

struct ping {
    atomic_int calls, failed, left;
    atomic_bool over;
};

static void *
call_until_over(void *arg)
{
    struct ping *ping = arg;
    while (!atomic_load(&ping->over))
        if (weir_call(kit.w, add_one, &ping->calls, LIMIT) != 0)
            atomic_fetch_add(&ping->failed, 1);
    atomic_fetch_add(&ping->left, 1);
    return NULL;
}

START_TEST(call_ping_pong_does_not_stop_the_paint)
{
    struct ping ping = {.over = false};
    kit_thread(call_until_over, &ping);
    run_until_reaches(&ping.calls, 10);
    host->tick(kit.loop, WEIR_MS(5), add_one, &busy.ticks);
    run_until_reaches(&busy.ticks, 60);
    run_until_reaches(&ping.calls, 60);
    host->tick(kit.loop, 0, NULL, NULL);
    atomic_store(&ping.over, true);
    run_until_reaches(&ping.left, 1);
    ck_assert_int_eq(atomic_load(&ping.failed), 0);
}
END_TEST

/* Ours goes on. */

#define MAX_LATENCY WEIR_MS(20)

static struct {
    atomic_int turns;
    int64_t latest;      /* when the next turn must have begun, but for one callback of the host */
    int late, most_late; /* callbacks that have begun since */
} seen;

static void
see_turns(void *self, const struct weir_event *event)
{
    (void)self;
    if (event->kind == WEIR_TURN_BEGIN)
        seen.late = 0;
    if (event->kind != WEIR_TURN_END)
        return;
    seen.latest = event->now + MAX_LATENCY;
    atomic_fetch_add(&seen.turns, 1);
}

/* I/O that is always ready, and slow: whoever comes after the host's own would never come. */
static void
slow_io(void *arg)
{
    if (weir_now() > seen.latest && ++seen.late > seen.most_late)
        seen.most_late = seen.late;
    burn(WEIR_MS(12));
    host_io(arg);
}

START_TEST(under_a_busy_host_two_turns_are_never_further_apart_than_max_latency)
{
    NEEDS(HOST_HAS_IO, "it has no I/O that could keep it busy");
    memset(&seen, 0, sizeof seen);
    open_with((struct weir_options){.max_latency = MAX_LATENCY, .budget = {.time = WEIR_MS(1)}});
    seen.latest = INT64_MAX;
    ck_assert_int_eq(weir_observe(kit.w, see_turns, NULL), 0);
    begin_backlog(WEIR_US(200));
    host->watch(kit.loop, slow_io, NULL);
    run_until_reaches(&busy.io, 50);
    end_busy();
    ck_assert_int_eq(weir_observe(kit.w, NULL, NULL), 0);
    ck_assert_int_ge(atomic_load(&seen.turns), 10);
    ck_assert_int_le(seen.most_late, 1);
}
END_TEST

/* What the host's pump says of it. */

static struct {
    atomic_int short_turns, long_turns; /* that ran some of the backlog */
} lengths;

static void
see_lengths(void *self, const struct weir_event *event)
{
    (void)self;
    if (event->kind == WEIR_TURN_END && event->count > 0)
        atomic_fetch_add(event->count <= 3 ? &lengths.short_turns : &lengths.long_turns, 1);
}

START_TEST(a_busy_host_gets_shorter_turns)
{
    NEEDS(HOST_SHOWS_BUSY | HOST_HAS_IO, "its pump cannot tell whether it is busy");
    memset(&lengths, 0, sizeof lengths);
    open_with((struct weir_options){.budget = {.time = WEIR_S(10)}});
    ck_assert_int_eq(weir_observe(kit.w, see_lengths, NULL), 0);
    begin_backlog(WEIR_US(400)); /* three make more than 1 ms; a whole turn has 8 */
    run_until_reaches(&lengths.long_turns, 3);
    host->watch(kit.loop, host_io, NULL);
    run_until_reaches(&lengths.short_turns, atomic_load(&lengths.short_turns) + 5);
    host->watch(kit.loop, NULL, NULL);
    run_until_reaches(&lengths.long_turns, atomic_load(&lengths.long_turns) + 3);
    end_busy();
    ck_assert_int_eq(weir_observe(kit.w, NULL, NULL), 0);
}
END_TEST

/* What a turn answers: on weirs of our own, so that each turn is one that the law makes. */

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

void
laws_of_hosts(Suite *suite)
{
    TCase *tcase = kit_case(suite, "hosts");
    tcase_add_checked_fixture(tcase, forget_busy, NULL);
    tcase_add_test(tcase, host_timers_posted_events_and_io_interleave_under_backlog);
    tcase_add_test(tcase, call_ping_pong_does_not_stop_the_paint);
    tcase_add_test(tcase, under_a_busy_host_two_turns_are_never_further_apart_than_max_latency);
    tcase_add_test(tcase, a_busy_host_gets_shorter_turns);
    tcase_add_test(tcase, a_streak_is_prompt_until_it_has_used_the_time_budget_then_polite_once);
    tcase_add_test(tcase, a_streak_counts_what_the_host_does_in_between);
    tcase_add_test(tcase, a_pause_of_a_millisecond_begins_a_new_streak);
    tcase_add_test(tcase, a_busy_hosts_streak_is_a_millisecond);
    tcase_add_test(tcase, a_turn_that_ran_something_stays_pending_once_though_it_ends_empty);
    tcase_add_test(tcase, a_deadline_is_the_latest_time_on_the_prompt_route_only);
    tcase_add_test(tcase, busy_shortens_the_turn_to_a_millisecond);
    tcase_add_test(tcase, a_turn_asks_each_millisecond_whether_the_host_is_busy);
    tcase_add_test(tcase, time_is_divided_among_the_weirs_that_have_work);
}
