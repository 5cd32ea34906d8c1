/* SPDX-License-Identifier: MIT */
/* Laws of living with a host: its own work goes on under a backlog, and ours under its. Not of what exactly a
 * turn answers so that both hold (streaks.c), nor of loops in loops (nesting.c). */
#include "../kit.h"
#include "busy.h"
#include "parts.h"

#include <string.h>

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

START_TEST(call_ping_pong_does_not_stop_the_paint)
{
    begin_ping_pong();
    run_until_reaches(&ping.calls, 10);
    host->tick(kit.loop, WEIR_MS(5), add_one, &busy.ticks);
    run_until_reaches(&busy.ticks, 60);
    run_until_reaches(&ping.calls, 60);
    host->tick(kit.loop, 0, NULL, NULL);
    end_ping_pong();
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
    NEEDS(HOST_SHOWS_BUSY, "its pump cannot tell whether it is busy");
    memset(&lengths, 0, sizeof lengths);
    open_with((struct weir_options){.budget = {.time = WEIR_S(10)}});
    ck_assert_int_eq(weir_observe(kit.w, see_lengths, NULL), 0);
    begin_backlog(WEIR_US(400)); /* three make more than 1 ms; a whole turn has 8 */
    run_until_reaches(&lengths.long_turns, 3);
    host->keep_busy(kit.loop, host_io, NULL);
    run_until_reaches(&lengths.short_turns, atomic_load(&lengths.short_turns) + 5);
    host->keep_busy(kit.loop, NULL, NULL);
    run_until_reaches(&lengths.long_turns, atomic_load(&lengths.long_turns) + 3);
    end_busy();
    ck_assert_int_eq(weir_observe(kit.w, NULL, NULL), 0);
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
    laws_of_streaks(suite);
    laws_of_paint(suite);
}
