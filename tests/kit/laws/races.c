/* SPDX-License-Identifier: MIT */
/* Laws of close while other threads post, lose the host, or close too. Not of a close that is alone (close.c). */
#include "close.h"

#include <string.h>

enum {
    POSTERS = 4,
    SHOTS = 4096
};

struct shot {
    atomic_int run;
    atomic_int dropped;
    int answer;
};

static struct {
    struct shot shots[POSTERS][SHOTS];
    atomic_int ended;
} race;

static void
shot_runs(void *shot)
{
    add_one(&((struct shot *)shot)->run);
    add_one(&race.ended);
}

static void
shot_drops(void *shot, int why)
{
    atomic_fetch_add(&((struct shot *)shot)->dropped, why == WEIR_ECLOSED ? 1 : 1000);
    add_one(&race.ended);
}

/* Posts to every lane, each eighth with a delay that never passes, until it is refused for good. */
static void *
post_until_closed(void *arg)
{
    struct shot *shots = arg;
    for (int i = 0; i < SHOTS; i++) {
        struct weir_task task = {.run = shot_runs, .arg = &shots[i], .drop = shot_drops};
        task.lane = (enum weir_lane)(i % 3 - 1);
        task.delay = i % 8 == 7 ? WEIR_S(3600) : 0;
        shots[i].answer = weir_post_task(kit.w, &task, NULL);
        if (shots[i].answer == WEIR_EFULL && !task.delay)
            sched_yield(), i--;
    }
    return NULL;
}

static void
shot_ended_once(const struct shot *shot, bool delayed, bool drained)
{
    int accepted = shot->answer >= 0;
    ck_assert_int_eq(shot->run + shot->dropped, accepted);
    if (drained && !delayed)
        ck_assert_int_eq(shot->dropped, 0);
    if (delayed)
        ck_assert_int_eq(shot->run, 0);
}

START_TEST(close_ends_every_accepted_task_exactly_once_racing_posters_included)
{
    enum weir_close_how how = _i ? WEIR_DRAIN : WEIR_DROP;
    int accepted = 0;
    memset(&race, 0, sizeof race);
    pthread_t posters[POSTERS];
    for (int i = 0; i < POSTERS; i++)
        posters[i] = kit_thread(post_until_closed, race.shots[i]);
    run_until_reaches(&race.ended, 500);
    ck_assert_int_eq(weir_close(kit.w, how, WEIR_FOREVER), 0);
    int ended = atomic_load(&race.ended);
    struct weir_stats stats = stats_now();
    for (int i = 0; i < POSTERS; i++)
        kit_join(posters[i]);
    for (int i = 0; i < POSTERS * SHOTS; i++) {
        const struct shot *shot = &race.shots[i / SHOTS][i % SHOTS];
        shot_ended_once(shot, i % 8 == 7, how == WEIR_DRAIN);
        accepted += shot->answer >= 0;
    }
    ck_assert_int_eq(ended, accepted);
    ck_assert_uint_eq(stats.run + stats.dropped, (uint64_t)accepted);
}
END_TEST

/* The loss of the host, stopped half-way: its thread naps there until the loop thread naps too, or has closed. */
static struct {
    atomic_int wake_is_in;
    atomic_int loser_naps;
    atomic_int let_loser_go;
    atomic_int ended; /* lost or detach was called */
    uint64_t closer;
    void (*nap)(int64_t ns);
} crash;

static int
wake_until_loser_naps(void *self)
{
    (void)self;
    if (thread_self() == crash.closer)
        return 0; /* of the attach */
    add_one(&crash.wake_is_in);
    while (!atomic_load(&crash.loser_naps) && !kit_is_over())
        sched_yield();
    return 0;
}

static void
pump_ends(void *self)
{
    (void)self;
    add_one(&crash.ended);
}

static void
nap_half_way(int64_t ns)
{
    if (thread_self() == crash.closer) {
        atomic_store(&crash.let_loser_go, 1);
        crash.nap(ns);
        return;
    }
    add_one(&crash.loser_naps);
    while (!atomic_load(&crash.let_loser_go) && !kit_is_over())
        sched_yield();
}

static void *
post_slowly(void *counter)
{
    weir_post(kit.w, add_one, counter);
    return NULL;
}

static void *
lose_half_way(void *unused)
{
    (void)unused;
    weir_host_lost(kit.w);
    return NULL;
}

static bool
nobody_is_in_wake(void *unused)
{
    (void)unused;
    return atom_load(&kit.w->gate.word, acquire) < GATE_FLIGHT;
}

START_TEST(close_while_the_host_is_being_lost_waits_for_that)
{
    static atomic_int ran;
    static const struct weir_pump pump = {.size = sizeof pump,
                                          .name = "crash",
                                          .wake = wake_until_loser_naps,
                                          .detach = pump_ends,
                                          .lost = pump_ends};
    memset(&crash, 0, sizeof crash);
    ran = 0;
    crash.closer = thread_self();
    crash.nap = weir_system.nap;
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_attach(kit.w, &pump, NULL), 0);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 0);
    weir_system.nap = nap_half_way;
    pthread_t poster = kit_thread(post_slowly, &ran);
    await_reaches(&crash.wake_is_in, 1);
    pthread_t loser = kit_thread(lose_half_way, NULL);
    await_reaches(&crash.loser_naps, 1);
    await(nobody_is_in_wake, NULL);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, WEIR_FOREVER), 0);
    int ended = crash.ended; /* after close the pump is gone, and so may w be */
    atomic_store(&crash.let_loser_go, 1);
    kit_join(poster);
    kit_join(loser);
    weir_system.nap = crash.nap;
    ck_assert_int_eq(ended, 1);
    ck_assert_int_eq(crash.ended, 1);
    is_closed();
}
END_TEST

/* Several that close. */

static int
host_is_lost(void *unused)
{
    (void)unused;
    return weir_host_lost(kit.w);
}

static int
close_at_once(void *unused)
{
    (void)unused;
    return weir_close(kit.w, WEIR_DROP, 0);
}

static void
close_and_lose_the_host(void *unused)
{
    ck_assert_int_eq(close_at_once(unused), 1);
    ck_assert_int_eq(ask_elsewhere(close_at_once, NULL), WEIR_ETHREAD);
    ck_assert_int_eq(ask_elsewhere(host_is_lost, NULL), 0);
    ck_assert_int_eq(ask_elsewhere(close_at_once, NULL), WEIR_EBUSY);
}

/* Without a pump from the beginning, or since another thread has said that the host is lost: after the close, or inside
 * the task that closes. */
START_TEST(a_close_that_timed_out_may_be_called_again_on_any_thread_once_no_pump_is_attached)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    uint64_t pos;
    struct ring *ring = &kit.w->lanes.lane[1].ring;
    struct entry entry = {.run = ledger_run, .arg = &ledger, .drop = ledger_drop};
    ck_assert_int_eq(ring_claim(ring, &pos), 0); /* as a producer that sleeps right here */
    ck_assert_int_eq(weir_detach(kit.w), 0);
    if (_i > 0)
        ck_assert_int_eq(weir_attach(kit.w, NULL, NULL), 0);
    if (_i == 2) {
        must_post((struct weir_task){.run = close_and_lose_the_host, .lane = WEIR_URGENT});
        ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    } else if (_i == 1) {
        ck_assert_int_eq(close_at_once(NULL), WEIR_ETIMEOUT);
        ck_assert_int_eq(ask_elsewhere(close_at_once, NULL), WEIR_ETHREAD);
        ck_assert_int_eq(ask_elsewhere(host_is_lost, NULL), 0);
    }
    ck_assert_int_eq(ask_elsewhere(close_at_once, NULL), WEIR_ETIMEOUT);
    ck_assert(!weir_on_loop_thread(kit.w));
    ck_assert_int_eq(close_at_once(NULL), WEIR_ETIMEOUT);
    ck_assert(weir_on_loop_thread(kit.w));
    ring_publish(ring, pos, &entry, CELL_READY);
    ck_assert_int_eq(ask_elsewhere(close_at_once, NULL), 0);
    ledger_is(&ledger, 0, 0, 1);
    is_closed();
}
END_TEST

static int answer_meanwhile;
static int64_t (*clock_before)(void);

/* The first look at the clock is when the close has been admitted, and is in no turn yet. */
static int64_t
now_and_close_elsewhere(void)
{
    weir_system.now = clock_before;
    answer_meanwhile = ask_elsewhere(close_at_once, NULL);
    return clock_before();
}

START_TEST(while_a_close_is_under_way_one_on_another_thread_is_EBUSY)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    must_post(ledger_task(&ledger));
    ck_assert_int_eq(weir_detach(kit.w), 0);
    clock_before = weir_system.now;
    weir_system.now = now_and_close_elsewhere;
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    ck_assert(weir_system.now == clock_before);
    ck_assert_int_eq(answer_meanwhile, WEIR_EBUSY);
    ledger_is(&ledger, 1, 0, 0);
    is_closed();
}
END_TEST

void
laws_of_races(Suite *suite)
{
    TCase *tcase = kit_case(suite, "races");
    tcase_add_loop_test(tcase, close_ends_every_accepted_task_exactly_once_racing_posters_included, 0, 2);
    tcase_add_test(tcase, close_while_the_host_is_being_lost_waits_for_that);
    tcase_add_loop_test(
        tcase, a_close_that_timed_out_may_be_called_again_on_any_thread_once_no_pump_is_attached, 0, 3);
    tcase_add_test(tcase, while_a_close_is_under_way_one_on_another_thread_is_EBUSY);
}
