/* SPDX-License-Identifier: MIT */
/* Laws of letting go of a host: detach, host lost, and going on with another. Not of close (close.c). */
#include "ledger.h"

#include <string.h>

/* Fixture: a pump that the law itself plays, for what a real host cannot be made to do. */

static struct ghost {
    atomic_int inside; /* threads in wake */
    atomic_int woken;
    atomic_int ended; /* detach or lost was called */
    atomic_int lost;
    atomic_int early;  /* it ended while a wake was inside */
    atomic_int held;   /* wake stays inside until it is let out */
    atomic_int napped; /* somebody waits for it */
} ghost;

static int
ghost_wake(void *self)
{
    (void)self;
    atomic_fetch_add(&ghost.inside, 1);
    atomic_fetch_add(&ghost.woken, 1);
    while (atomic_load(&ghost.held) && !atomic_load(&ghost.napped) && !atomic_load(&ghost.ended))
        sched_yield();
    atomic_fetch_sub(&ghost.inside, 1);
    return 0;
}

static void
ghost_detach(void *self)
{
    (void)self;
    atomic_fetch_add(&ghost.early, atomic_load(&ghost.inside));
    atomic_fetch_add(&ghost.ended, 1);
}

static void
ghost_lost(void *self)
{
    ghost_detach(self);
    atomic_fetch_add(&ghost.lost, 1);
}

static const struct weir_pump ghost_pump = {.size = sizeof ghost_pump,
                                            .name = "ghost",
                                            .wake = ghost_wake,
                                            .detach = ghost_detach,
                                            .lost = ghost_lost};

/* Helpers. */

/* From the host to the ghost. */
static void
haunt(void)
{
    ghost = (struct ghost){0};
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_attach(kit.w, &ghost_pump, NULL), 0);
}

static void
attach_again(void)
{
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
}

/* As this kind of host dies, or as the ghost does where it cannot. */
static void
lose_the_host(void)
{
    if (host->can & HOST_DIES) {
        host->die(kit.loop, kit.w);
        return;
    }
    haunt();
    ck_assert_int_eq(weir_host_lost(kit.w), 0);
}

/* Once no thread of the law runs: the fixture's looks at the loop. */
static void
attach_to_a_new_host(void)
{
    host->close(kit.loop);
    kit.loop = host->open();
    attach_again();
}

static void
detach_it(void *done)
{
    ck_assert_int_eq(weir_detach(kit.w), 0);
    add_one(done);
}

static void
lose_it(void *done)
{
    ck_assert_int_eq(weir_host_lost(kit.w), 0);
    add_one(done);
}

static void
change_host(void *done)
{
    detach_it(done);
    attach_again();
}

static void
ends_with(weir_fn *task, int answer)
{
    static atomic_int done, ran;
    struct weir_next next = {0, 0};
    done = ran = 0;
    ck_assert_int_eq(weir_post(kit.w, task, &done), 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    ck_assert_int_eq(weir_turn(kit.w, NULL, &next), answer);
    ck_assert(next.earliest_ns == INT64_MAX && next.latest_ns == INT64_MAX);
    ck_assert_int_eq(done, 1);
    ck_assert_int_eq(ran, 0); /* it ended after that task */
    ck_assert_int_eq(depth_now(), 1);
    if (!weir_on_loop_thread(kit.w) || attachment(kit.w) != ATTACHED)
        attach_again();
    run_until_reaches(&ran, 1);
}

/* Laws. */

enum {
    PRODUCERS = 8,
    SHOTS = 1000
};

static struct fire {
    atomic_int shots[PRODUCERS][SHOTS]; /* how often each has ended */
    atomic_int ended;
    atomic_int tried;
    atomic_int refused;
    atomic_int out_of_shots;
    atomic_int go_home;
} fire;

static void
shot_ends(void *shot)
{
    add_one(shot);
    add_one(&fire.ended);
}

static void *
keep_firing(void *arg)
{
    atomic_int *shots = arg;
    for (int i = 0; i < SHOTS; i++) {
        int result = WEIR_EFULL;
        for (; result == WEIR_EFULL; add_one(&fire.tried))
            if ((result = weir_post(kit.w, shot_ends, &shots[i])) == WEIR_EFULL)
                sched_yield();
        if (result < 0)
            add_one(&fire.refused);
    }
    add_one(&fire.out_of_shots);
    while (!atomic_load(&fire.go_home) &&
           !kit_is_over()) /* its end would touch the loop, which the law exchanges */
        sched_yield();
    return NULL;
}

static bool
fire_goes_on(void *tried_before)
{
    return atomic_load(&fire.tried) >= *(int *)tried_before + 100 ||
           atomic_load(&fire.out_of_shots) == PRODUCERS;
}

/* Detaches, destroys the host while the fire goes on, and attaches to a new one. */
static void
exchange_host(void)
{
    ck_assert_int_eq(weir_detach(kit.w), 0);
    struct weir_stats before = stats_now();
    host->close(kit.loop);
    int tried = atomic_load(&fire.tried);
    await(fire_goes_on, &tried);
    struct weir_stats after = stats_now();
    ck_assert_uint_eq(after.wakes + after.wakes_failed, before.wakes + before.wakes_failed);
    ck_assert_uint_eq(after.turns, before.turns);
    kit.loop = host->open();
    attach_again();
}

START_TEST(detach_is_a_barrier_under_fire_of_8_producers)
{
    memset(&fire, 0, sizeof fire);
    for (int i = 0; i < PRODUCERS; i++)
        kit_thread(keep_firing, fire.shots[i]);
    for (int ended = 0; ended < PRODUCERS * SHOTS;) {
        int more = atomic_load(&fire.ended) + 500;
        run_until_reaches(&fire.ended, more < PRODUCERS * SHOTS ? more : PRODUCERS * SHOTS);
        exchange_host();
        ended = atomic_load(&fire.ended);
    }
    atomic_store(&fire.go_home, 1);
    run_until_idle();
    ck_assert_int_eq(fire.refused, 0);
    for (int i = 0; i < PRODUCERS * SHOTS; i++)
        ck_assert_int_eq(fire.shots[i / SHOTS][i % SHOTS], 1);
}
END_TEST

static void (*nap_before)(int64_t ns);

static void
nap_and_tell(int64_t ns)
{
    atomic_store(&ghost.napped, 1);
    nap_before(ns);
}

static void *
post_one(void *counter)
{
    weir_post(kit.w, add_one, counter);
    return NULL;
}

START_TEST(letting_go_waits_for_a_wake_in_flight)
{
    static atomic_int ran;
    int (*const let_go[])(struct weir *) = {weir_detach, weir_host_lost};
    ran = 0;
    haunt();
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 0);
    nap_before = weir_system.nap;
    weir_system.nap = nap_and_tell;
    atomic_store(&ghost.held, 1);
    pthread_t poster = kit_thread(post_one, &ran);
    await_reaches(&ghost.woken, 2); /* 1 was that of the attach */
    ck_assert_int_eq(let_go[_i](kit.w), 0);
    kit_join(poster);
    weir_system.nap = nap_before;
    ck_assert_int_eq(ghost.ended, 1);
    ck_assert_int_eq(ghost.early, 0);
    attach_again();
    run_until_reaches(&ran, 1);
}
END_TEST

START_TEST(nothing_is_woken_once_detached)
{
    static atomic_int ran;
    ran = 0;
    haunt();
    ck_assert_int_eq(weir_detach(kit.w), 0);
    int woken = ghost.woken;
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    ck_assert_int_eq(ghost.woken, woken);
    ck_assert_int_eq(ghost.ended, 1);
    attach_again();
    run_until_reaches(&ran, 10);
}
END_TEST

static int order[8];
static atomic_int order_count;

static void
note_order(void *number)
{
    order[atomic_fetch_add(&order_count, 1)] = *(int *)number;
}

START_TEST(detach_with_backlog_keeps_it_and_another_pump_goes_on)
{
    static int numbers[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    order_count = 0;
    for (int i = 0; i < 7; i++)
        ck_assert_int_eq(weir_post(kit.w, note_order, &numbers[i]), 0);
    must_post((struct weir_task){.run = note_order, .arg = &numbers[7], .delay = WEIR_MS(1)});
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_EDETACHED);
    ck_assert_int_eq(weir_attach(kit.w, NULL, NULL), 0);
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){.tasks = 3}, NULL), 3);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    attach_again();
    run_until_reaches(&order_count, 8);
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(order[i], i);
}
END_TEST

START_TEST(detach_inside_a_task_ends_the_turn)
{
    ends_with(detach_it, WEIR_EDETACHED);
}
END_TEST

START_TEST(host_lost_inside_a_task_ends_the_turn)
{
    haunt();
    ends_with(lose_it, WEIR_EHOST);
    ck_assert_int_eq(ghost.lost, 1);
    ck_assert_int_eq(ghost.ended, 1);
}
END_TEST

START_TEST(attach_of_another_inside_the_same_task_wakes_it)
{
    ends_with(change_host, WEIR_EDETACHED);
}
END_TEST

START_TEST(detach_inside_a_task_of_the_hosts_own_turn)
{
    static atomic_int done, ran;
    done = ran = 0;
    ck_assert_int_eq(weir_post(kit.w, detach_it, &done), 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    run_until_reaches(&done, 1);
    run_for(WEIR_MS(20));
    ck_assert_int_eq(ran, 0);
    attach_again();
    run_until_reaches(&ran, 1);
}
END_TEST

START_TEST(change_of_host_inside_a_task_of_the_hosts_own_turn)
{
    static atomic_int done, ran;
    done = ran = 0;
    ck_assert_int_eq(weir_post(kit.w, change_host, &done), 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    run_until_reaches(&ran, 1);
    ck_assert_int_eq(done, 1);
}
END_TEST

/* Threads that wait, each for something else. */
static struct waiting {
    atomic_int called; /* its task ran */
    int call_answer;
    int room_answer;
    struct ledger kept;
} waiting;

static void *
call_and_wait(void *arg)
{
    waiting.call_answer = weir_call(kit.w, add_one, &waiting.called, WEIR_FOREVER);
    return arg;
}

static void *
wait_for_room(void *arg)
{
    struct weir_task task = ledger_task(&waiting.kept);
    task.wait_for_room = WEIR_FOREVER;
    waiting.room_answer = weir_post_task(kit.w, &task, NULL);
    return arg;
}

START_TEST(the_host_dies_first_waiters_fail_and_the_queue_survives)
{
    memset(&waiting, 0, sizeof waiting);
    reopen_with_capacity(4);
    pthread_t caller = kit_thread(call_and_wait, NULL);
    await_call();
    for (int i = 0; i < 3; i++)
        must_post(ledger_task(&waiting.kept));
    pthread_t poster = kit_thread(wait_for_room, NULL);
    await_waiters(2);
    lose_the_host();
    kit_join(caller);
    kit_join(poster);
    ck_assert_int_eq(waiting.call_answer, WEIR_EHOST);
    ck_assert_int_eq(waiting.room_answer, WEIR_EHOST);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_EHOST);
    attach_to_a_new_host();
    run_until_reaches(&waiting.kept.run, 3);
    run_until_idle();
    ck_assert_int_eq(waiting.called, 0);
    ledger_is(&waiting.kept, 3, 0, 0);
}
END_TEST

static int
call_at_once(void *counter)
{
    return weir_call(kit.w, add_one, counter, WEIR_FOREVER);
}

START_TEST(after_host_lost_a_call_fails_at_once_and_a_post_waits)
{
    static atomic_int ran;
    ran = 0;
    lose_the_host();
    ck_assert_int_eq(ask_elsewhere(call_at_once, &ran), WEIR_EHOST);
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    ck_assert_int_eq(weir_detach(kit.w), WEIR_EHOST);
    ck_assert_int_eq(weir_host_lost(kit.w), WEIR_EHOST);
    attach_to_a_new_host();
    run_until_reaches(&ran, 1);
    run_until_idle();
    ck_assert_int_eq(ran, 1);
}
END_TEST

/* Who waits as one host dies and the next is there before it has looked. */
static void *
call_for_a_while(void *answer)
{
    *(int *)answer = weir_call(kit.w, add_one, &waiting.called, WEIR_S(2));
    return NULL;
}

START_TEST(who_waits_is_told_of_the_hosts_death_though_another_came_at_once)
{
    memset(&waiting, 0, sizeof waiting);
    haunt();
    for (int round = 0; round < 20; round++) { /* sometimes it does look in between */
        pthread_t caller = kit_thread(call_for_a_while, &waiting.call_answer);
        await_waiters(1);
        ck_assert_int_eq(weir_host_lost(kit.w), 0);
        ck_assert_int_eq(weir_attach(kit.w, &ghost_pump, NULL), 0);
        kit_join(caller);
        ck_assert_int_eq(waiting.call_answer, WEIR_EHOST);
    }
    ck_assert_int_eq(weir_detach(kit.w), 0);
    attach_again();
    run_until_idle();
    ck_assert_int_eq(waiting.called, 0);
}
END_TEST

static int answer_within;

static void
close_within(void *self)
{
    ghost_detach(self);
    answer_within = weir_close(kit.w, WEIR_DROP, 0);
}

START_TEST(close_inside_the_pumps_own_detach_is_EBUSY_and_changes_nothing)
{
    static atomic_int ran;
    int (*const let_go[])(struct weir *) = {weir_detach, weir_host_lost};
    struct weir_pump pump = ghost_pump;
    pump.detach = pump.lost = close_within;
    ghost = (struct ghost){0};
    answer_within = 0;
    ran = 0;
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_attach(kit.w, &pump, NULL), 0);
    ck_assert_int_eq(let_go[_i](kit.w), 0);
    ck_assert_int_eq(answer_within, WEIR_EBUSY);
    ck_assert_int_eq(ghost.ended, 1);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), _i ? WEIR_EHOST : WEIR_EDETACHED);
    attach_again();
    run_until_reaches(&ran, 1); /* neither sealed nor dropped */
}
END_TEST

void
laws_of_detach(Suite *suite)
{
    TCase *tcase = kit_case(suite, "detach");
    tcase_add_test(tcase, detach_is_a_barrier_under_fire_of_8_producers);
    tcase_add_loop_test(tcase, letting_go_waits_for_a_wake_in_flight, 0, 2);
    tcase_add_test(tcase, nothing_is_woken_once_detached);
    tcase_add_test(tcase, detach_with_backlog_keeps_it_and_another_pump_goes_on);
    tcase_add_test(tcase, detach_inside_a_task_ends_the_turn);
    tcase_add_test(tcase, host_lost_inside_a_task_ends_the_turn);
    tcase_add_test(tcase, attach_of_another_inside_the_same_task_wakes_it);
    tcase_add_test(tcase, detach_inside_a_task_of_the_hosts_own_turn);
    tcase_add_test(tcase, change_of_host_inside_a_task_of_the_hosts_own_turn);
    tcase_add_test(tcase, the_host_dies_first_waiters_fail_and_the_queue_survives);
    tcase_add_test(tcase, after_host_lost_a_call_fails_at_once_and_a_post_waits);
    tcase_add_test(tcase, who_waits_is_told_of_the_hosts_death_though_another_came_at_once);
    tcase_add_loop_test(tcase, close_inside_the_pumps_own_detach_is_EBUSY_and_changes_nothing, 0, 2);
}
