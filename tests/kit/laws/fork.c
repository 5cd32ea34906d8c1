/* SPDX-License-Identifier: MIT */
/* Laws of fork: the child does not wake its parent, and neither loses what it has. Not of programs that exec at once,
 * which need none of this.
 *
 * The child of a law may not use check, which would report to the wrong place: it ends with the number of the first
 * thing that was not as it should be, 0 if all was. */
#include "ledger.h"

#include <string.h>

enum {
    BACKLOG = 5
};

static struct ledger ledger, delayed, later;
static atomic_int called, left, pump_ended;

/* Helpers. */

struct reach {
    atomic_int *counter;
    int value;
};

static bool
has_reached(void *arg)
{
    const struct reach *reach = arg;
    return atomic_load(reach->counter) >= reach->value;
}

static bool
child_reaches(atomic_int *counter, int value)
{
    return host->run(kit.loop, has_reached, &(struct reach){counter, value}, LIMIT);
}

static void *
call_and_leave(void *answer)
{
    *(int *)answer = weir_call(kit.w, add_one, &called, WEIR_FOREVER);
    add_one(&left);
    return NULL;
}

/* What parent and child both have: a backlog, a delayed task, and a call whose caller only the parent has. */
static void
make_backlog(int *answer)
{
    memset(&ledger, 0, sizeof ledger);
    memset(&delayed, 0, sizeof delayed);
    memset(&later, 0, sizeof later);
    called = left = 0;
    for (int i = 0; i < BACKLOG; i++)
        must_post(ledger_task(&ledger));
    struct weir_task task = ledger_task(&delayed);
    task.delay = WEIR_MS(1);
    must_post(task);
    kit_thread(call_and_leave, answer);
    await_depth(BACKLOG + 2);
}

static void
parent_has_lost_nothing(int *answer)
{
    run_until_reaches(&left, 1);
    run_until_reaches(&delayed.run, 1);
    run_until_idle();
    ledger_is(&ledger, BACKLOG, 0, 0);
    ledger_is(&delayed, 1, 0, 0);
    ck_assert_int_eq(*answer, 0);
    ck_assert_int_eq(called, 1);
}

/* Laws. */

static int
child_that_keeps(void)
{
    host->fork_child(kit.loop);
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != 0)
        return 1;
    if (weir_post(kit.w, ledger_run, &later) != 0)
        return 2;
    if (!child_reaches(&ledger.run, BACKLOG) || !child_reaches(&delayed.run, 1))
        return 3;
    if (!child_reaches(&later.run, 1))
        return 4;
    if (called != 0) /* its caller is not here */
        return 5;
    if (weir_close(kit.w, WEIR_DROP, WEIR_FOREVER) != 0)
        return 6;
    weir_free(kit.w); /* and its waiter neither: this does not wait for ever */
    return 0;
}

static int
child_that_drops(void)
{
    host->fork_child(kit.loop);
    if (weir_fork_child(kit.w, WEIR_FORK_DROP) != 0)
        return 1;
    struct weir_load load;
    weir_load(kit.w, &load);
    if (load.depth[0] + load.depth[1] + load.depth[2] + load.timers != 0)
        return 2;
    if (weir_post(kit.w, ledger_run, &later) != 0 || !child_reaches(&later.run, 1))
        return 3;
    if (ledger.run + delayed.run + called != 0)
        return 4;
    if (weir_close(kit.w, WEIR_DROP, WEIR_FOREVER) != 0)
        return 5;
    if (ledger.closed + ledger.cancelled + delayed.closed + delayed.cancelled != 0)
        return 6; /* the parent ends them, and nobody else */
    weir_free(kit.w);
    return 0;
}

START_TEST(a_forked_child_neither_wakes_nor_loses_its_parent)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    static int answer;
    answer = 1;
    make_backlog(&answer);
    struct weir_stats before = stats_now();
    ck_assert_int_eq(forked_child(_i ? child_that_keeps : child_that_drops), 0);
    struct weir_stats after = stats_now();
    after.wakes -=
        after.wakes_again - before.wakes_again; /* the parent's own waiter may have looked again meanwhile */
    after.wakes_again = before.wakes_again;
    ck_assert_mem_eq(&after, &before, sizeof after);
    parent_has_lost_nothing(&answer);
    ledger_is(&later, 0, 0, 0);
}
END_TEST

static int
child_that_posts_too_soon(void)
{
    if (weir_post(kit.w, ledger_run, &ledger) != 1)
        return 1;
    if (weir_post(kit.w, ledger_run, &ledger) != 1)
        return 2;
    host->fork_child(kit.loop);
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != 0)
        return 3;
    return child_reaches(&ledger.run, 2) ? 0 : 4;
}

START_TEST(posts_in_a_child_before_fork_child_wake_nobody)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS | HOST_WAKES, "its loop does not survive a fork, or it is never woken");
    memset(&ledger, 0, sizeof ledger);
    run_until_idle();
    uint64_t turns = stats_now().turns;
    ck_assert_int_eq(forked_child(child_that_posts_too_soon), 0);
    run_for(WEIR_MS(20));
    ck_assert_uint_eq(stats_now().turns, turns); /* no wake of the child's came here */
    ledger_is(&ledger, 0, 0, 0);
    must_post(ledger_task(&ledger));
    run_until_reaches(&ledger.run, 1);
}
END_TEST

/* What another thread was in the middle of at the fork. */
static int
child_with_half_a_post(void)
{
    host->fork_child(kit.loop);
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != 0)
        return 1;
    return child_reaches(&ledger.run, 2) ? 0 : 2; /* the hole does not hold up what is behind it */
}

START_TEST(a_post_under_way_at_the_fork_is_void_in_the_child_only)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    uint64_t pos;
    struct ring *ring = &kit.w->lanes.lane[1].ring;
    struct entry entry = {.run = ledger_run, .arg = &ledger};
    memset(&ledger, 0, sizeof ledger);
    must_post(ledger_task(&ledger));
    ck_assert_int_eq(ring_claim(ring, &pos), 0); /* as a producer that sleeps right here */
    must_post(ledger_task(&ledger));
    int ended = forked_child(child_with_half_a_post);
    ring_publish(ring, pos, &entry, CELL_READY); /* first of all: close would wait for it */
    ck_assert_int_eq(ended, 0);
    run_until_reaches(&ledger.run, 3);
}
END_TEST

static int
child_of_a_detached(void)
{
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != 0)
        return 1;
    if (weir_turn(kit.w, NULL, NULL) != WEIR_EDETACHED)
        return 2;
    if (weir_attach(kit.w, NULL, NULL) != 0)
        return 3;
    return weir_turn(kit.w, NULL, NULL) == 1 && ledger.run == 1 ? 0 : 4;
}

START_TEST(a_weir_without_a_pump_survives_a_fork_on_every_host)
{
    NEEDS_FORK();
    memset(&ledger, 0, sizeof ledger);
    must_post(ledger_task(&ledger));
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(forked_child(child_of_a_detached), 0);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    run_until_reaches(&ledger.run, 1);
}
END_TEST

static int
fork_fails(void *self)
{
    (void)self;
    return -1;
}

static void
pump_ends(void *self)
{
    add_one(self);
}

static int
wake_nobody(void *self)
{
    (void)self;
    return 0;
}

static int
child_without_a_pump(void)
{
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != WEIR_ESYSTEM)
        return 1;
    if (pump_ended != 1)
        return 2;
    return weir_turn(kit.w, NULL, NULL) == WEIR_EDETACHED ? 0 : 3;
}

START_TEST(a_pump_that_cannot_be_remade_is_detached)
{
    NEEDS_FORK();
    static const struct weir_pump pump = {.size = sizeof pump,
                                          .name = "unforkable",
                                          .wake = wake_nobody,
                                          .detach = pump_ends,
                                          .fork_child = fork_fails};
    memset(&ledger, 0, sizeof ledger);
    pump_ended = 0;
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_attach(kit.w, &pump, &pump_ended), 0);
    ck_assert_int_eq(forked_child(child_without_a_pump), 0);
    ck_assert_int_eq(pump_ended, 0);
}
END_TEST

static atomic_int losing, let_loser_go;

static void
lost_slowly(void *unused)
{
    (void)unused;
    add_one(&losing);
    while (!atomic_load(&let_loser_go) && !kit_is_over())
        sched_yield();
}

static void *
lose_the_host(void *unused)
{
    weir_host_lost(kit.w);
    return unused;
}

static int
child_without_the_loser(void)
{
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != 0)
        return 1;
    return weir_close(kit.w, WEIR_DROP, WEIR_FOREVER) == 0 ? 0 : 2;
}

START_TEST(a_change_of_host_under_way_at_the_fork_does_not_hold_up_the_child)
{
    NEEDS_FORK();
    static const struct weir_pump pump = {
        .size = sizeof pump, .name = "slow", .wake = wake_nobody, .lost = lost_slowly};
    losing = let_loser_go = 0;
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_attach(kit.w, &pump, NULL), 0);
    pthread_t loser = kit_thread(lose_the_host, NULL);
    await_reaches(&losing, 1);
    int ended = forked_child(child_without_the_loser);
    atomic_store(&let_loser_go, 1);
    kit_join(loser);
    ck_assert_int_eq(ended, 0);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
}
END_TEST

void
laws_of_fork(Suite *suite)
{
    TCase *tcase = kit_case(suite, "fork");
    tcase_add_loop_test(tcase, a_forked_child_neither_wakes_nor_loses_its_parent, 0, 2);
    tcase_add_test(tcase, posts_in_a_child_before_fork_child_wake_nobody);
    tcase_add_test(tcase, a_post_under_way_at_the_fork_is_void_in_the_child_only);
    tcase_add_test(tcase, a_weir_without_a_pump_survives_a_fork_on_every_host);
    tcase_add_test(tcase, a_pump_that_cannot_be_remade_is_detached);
    tcase_add_test(tcase, a_change_of_host_under_way_at_the_fork_does_not_hold_up_the_child);
}
