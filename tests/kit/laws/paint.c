/* SPDX-License-Identifier: MIT */
/* Laws of a host that paints: its frames keep their rate while weir works, weir its turns while it paints, and both go
 * on in the loops that its toolkit nests. Not of its other work (hosts.c). */
#include "busy.h"
#include "parts.h"

#include <string.h>

/* Helpers. */

static int64_t paint_takes; /* ns */

static void
painted(void *arg)
{
    (void)arg;
    burn(paint_takes);
    atomic_fetch_add(&busy.frames, 1);
}

enum {
    FEWEST_ROUNDS = 2,
    MOST_ROUNDS = 40,
    FRAMES = 15,      /* in a round */
    WORK = 2 * FRAMES /* in a round under load: more than if each frame let one task run */
};

/* By the host's own clock; the first frame of a round may come at any moment. */
static int64_t
time_of_frames(int64_t each_takes)
{
    paint_takes = each_takes;
    run_until_reaches(&busy.frames, atomic_load(&busy.frames) + 1);
    int64_t began = host->now(kit.loop);
    run_until_reaches(&busy.frames, atomic_load(&busy.frames) + FRAMES);
    paint_takes = 0;
    return host->now(kit.loop) - began;
}

static int64_t
least(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

/* Frames without the load and with it by turns, and the best round of each: what other programs take from a machine they
 * do not take in every round, what weir takes it does. They take more from a thread that works, so without the load the
 * paint does, for half of each frame. A round in which little work was done is none under load. */
static void
paint_keeps_its_rate(void (*begin)(void), void (*end)(void), atomic_int *work)
{
    int64_t idle = INT64_MAX, loaded = INT64_MAX, rate = 0;
    int most = 0;
    host->paint(kit.loop, painted, NULL);
    run_until_reaches(&busy.frames, 10);
    for (int round = 0; round < FEWEST_ROUNDS || (round < MOST_ROUNDS && rate < 95); round++) {
        idle = least(idle, time_of_frames(WEIR_MS(8)));
        int before = atomic_load(work);
        begin();
        int64_t took = time_of_frames(0);
        int done = atomic_load(work) - before;
        end();
        most = done > most ? done : most;
        if (done >= WORK)
            loaded = least(loaded, took);
        rate = idle * 100 / loaded;
    }
    host->paint(kit.loop, NULL, NULL);
    ck_assert_msg(rate >= 95,
                  "the paint kept %d %% of its idle rate; the most work in a round was %d, of %d wanted",
                  (int)rate, most, WORK);
}

/* The paint under work. */

static void
begin_work(void)
{
    begin_backlog(WEIR_US(200));
}

START_TEST(paint_keeps_95_percent_of_its_idle_rate_under_saturating_work)
{
    NEEDS(HOST_PAINTS, "it does not paint");
    paint_keeps_its_rate(begin_work, end_backlog, &busy.tasks);
}
END_TEST

START_TEST(paint_keeps_95_percent_of_its_idle_rate_under_call_ping_pong)
{
    NEEDS(HOST_PAINTS, "it does not paint");
    paint_keeps_its_rate(begin_ping_pong, end_ping_pong, &ping.calls);
    ck_assert_int_eq(atomic_load(&ping.failed), 0);
}
END_TEST

/* Work under paint. */

#define MAX_LATENCY WEIR_MS(50)
#define LONG_FRAME  WEIR_MS(25) /* longer than the host's pace: it always has one to paint */

static struct {
    int64_t last_turn;   /* by the host's clock */
    int late, most_late; /* frames that have begun since the next was due */
    atomic_int turns;
} seen;

static void
see_turns(void *self, const struct weir_event *event)
{
    (void)self;
    if (event->kind == WEIR_TURN_BEGIN)
        seen.late = 0;
    if (event->kind != WEIR_TURN_END)
        return;
    seen.last_turn = host->now(kit.loop);
    atomic_fetch_add(&seen.turns, 1);
}

/* A frame that begins when a turn is overdue is the one that the law allows. */
static void
paint_long(void *arg)
{
    if (host->now(kit.loop) > seen.last_turn + MAX_LATENCY && ++seen.late > seen.most_late)
        seen.most_late = seen.late;
    burn(LONG_FRAME);
    painted(arg);
}

START_TEST(under_saturating_paint_two_turns_are_never_further_apart_than_max_latency_and_a_frame)
{
    NEEDS(HOST_PAINTS, "it does not paint");
    open_with((struct weir_options){.max_latency = MAX_LATENCY});
    memset(&seen, 0, sizeof seen);
    seen.last_turn = INT64_MAX - MAX_LATENCY;
    ck_assert_int_eq(weir_observe(kit.w, see_turns, NULL), 0);
    begin_work();
    host->paint(kit.loop, paint_long, NULL);
    run_until_reaches(&busy.frames, 60);
    end_busy();
    ck_assert_int_eq(weir_observe(kit.w, NULL, NULL), 0);
    ck_assert_int_ge(atomic_load(&seen.turns), 15);
    ck_assert_msg(seen.most_late <= 1, "%d frames were begun while a turn was overdue", seen.most_late);
}
END_TEST

/* The host's own loops. */

enum {
    CALLS = 100,
    FRAMES_MEANWHILE = 5
};

struct dialog {
    int which;
    atomic_int answered, closed;
    int frames; /* painted before it opened */
    bool drained;
};

static bool
has_drained_and_painted(void *arg)
{
    struct dialog *dialog = arg;
    return atomic_load(&dialog->answered) >= CALLS &&
           atomic_load(&busy.frames) >= dialog->frames + FRAMES_MEANWHILE;
}

static void
open_dialog(void *arg)
{
    struct dialog *dialog = arg;
    dialog->frames = atomic_load(&busy.frames);
    dialog->drained = host->modal(kit.loop, dialog->which, has_drained_and_painted, dialog, LIMIT);
    atomic_fetch_add(&dialog->closed, 1);
}

static void
open_dialog_in_task(void *arg)
{
    ck_assert_int_eq(weir_allow_nested(kit.w), 0);
    open_dialog(arg);
}

static void *
call_often(void *arg)
{
    for (int i = 0; i < CALLS; i++)
        weir_call(kit.w, add_one, arg, LIMIT);
    return NULL;
}

static void
expect_drained(struct dialog *dialog, const char *where)
{
    run_until_reaches(&dialog->closed, 1);
    ck_assert_msg(dialog->drained, "%s %s: %d of %d calls, %d frames", host->modals[dialog->which], where,
                  atomic_load(&dialog->answered), CALLS, atomic_load(&busy.frames) - dialog->frames);
    kit_join_all();
}

START_TEST(turns_and_paint_go_on_in_each_loop_that_the_host_nests)
{
    NEEDS(HOST_HAS_MODALS, "its toolkit nests no loop");
    host->paint(kit.loop, painted, NULL);
    for (int which = 0; host->modals[which]; which++) {
        struct dialog of_host = {.which = which}, of_task = {.which = which};
        host->post(kit.loop, open_dialog, &of_host);
        kit_thread(call_often, &of_host.answered);
        expect_drained(&of_host, "in a callback of the host");
        weir_post(kit.w, open_dialog_in_task, &of_task);
        kit_thread(call_often, &of_task.answered);
        expect_drained(&of_task, "in a task that opened the door");
    }
    host->paint(kit.loop, NULL, NULL);
    run_until_idle();
}
END_TEST

void
laws_of_paint(Suite *suite)
{
    TCase *tcase = kit_case(suite, "paint");
    tcase_add_checked_fixture(tcase, forget_busy, NULL);
    tcase_add_test(tcase, paint_keeps_95_percent_of_its_idle_rate_under_saturating_work);
    tcase_add_test(tcase, paint_keeps_95_percent_of_its_idle_rate_under_call_ping_pong);
    tcase_add_test(tcase,
                   under_saturating_paint_two_turns_are_never_further_apart_than_max_latency_and_a_frame);
    tcase_add_test(tcase, turns_and_paint_go_on_in_each_loop_that_the_host_nests);
}
