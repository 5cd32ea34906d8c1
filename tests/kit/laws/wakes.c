/* SPDX-License-Identifier: MIT */
/* Laws of the wake: once, never lost, never for nothing. Not how the pump is let go of under fire (detach.c). */
#include "kit.h"

#include <semaphore.h>

/* Helpers. */

/* Wakes since `before`, but for those of the second net, which a slow machine may need. */
static int
new_wakes(struct weir_stats before)
{
    struct weir_stats now = stats_now();
    return (int)(now.wakes - now.wakes_again - (before.wakes - before.wakes_again));
}

/* On a host that has none, every count of wakes is 0. */
static int
if_it_wakes(int count)
{
    return host->can & HOST_WAKES ? count : 0;
}

static void *
post_100(void *counter)
{
    for (int i = 0; i < 100; i++)
        if (weir_post(kit.w, add_one, counter) != 0)
            return kit.w;
    return NULL;
}

/* The laws. */

START_TEST(wakes_from_a_foreign_thread)
{
    atomic_int runs = 0;
    run_until_idle();
    struct weir_stats before = stats_now();
    pthread_t thread = kit_thread(post_100, &runs);
    run_until_reaches(&runs, 100);
    ck_assert_ptr_null(kit_join(thread));
    if (host->can & HOST_WAKES)
        ck_assert_int_ge(new_wakes(before), 1);
}
END_TEST

START_TEST(many_posts_one_wake)
{
    atomic_int runs = 0;
    run_until_idle();
    struct weir_stats before = stats_now();
    pthread_t thread = kit_thread(post_100, &runs);
    ck_assert_ptr_null(post_100(&runs));
    ck_assert_ptr_null(kit_join(thread));
    ck_assert_int_eq(new_wakes(before), if_it_wakes(1));
    run_until_reaches(&runs, 200);
    ck_assert_int_eq(new_wakes(before), if_it_wakes(1));
}
END_TEST

struct poster {
    atomic_int runs;
    int wakes;
    int left; /* generations */
};

static void
post_a_generation(void *arg)
{
    struct poster *poster = arg;
    struct weir_stats before = stats_now();
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(weir_post(kit.w, add_one, &poster->runs), 0);
    if (--poster->left > 0)
        ck_assert_int_eq(weir_post(kit.w, post_a_generation, poster), 0);
    poster->wakes += new_wakes(before);
}

START_TEST(posts_inside_a_turn_never_wake)
{
    struct poster poster = {.left = 5};
    run_until_idle();
    struct weir_stats before = stats_now();
    ck_assert_int_eq(weir_post(kit.w, post_a_generation, &poster), 0);
    run_until_reaches(&poster.runs, 50);
    run_until_idle();
    ck_assert_int_eq(poster.wakes, 0);
    ck_assert_int_eq(new_wakes(before), if_it_wakes(1)); /* that of the post from outside */
}
END_TEST

enum {
    ROUNDS = 100000
};

struct pingpong {
    atomic_int rounds;
    sem_t pong;
};

static void
answer_ping(void *arg)
{
    struct pingpong *game = arg;
    add_one(&game->rounds);
    sem_post(&game->pong);
}

static void *
ping(void *arg)
{
    struct pingpong *game = arg;
    for (int round = 0; round < ROUNDS; round++) {
        if (weir_post(kit.w, answer_ping, game) != 0)
            return kit.w;
        while (sem_wait(&game->pong) != 0)
            continue; /* a signal */
    }
    return NULL;
}

START_TEST(ping_pong_100000_times_without_a_lost_wake)
{
    NEEDS(HOST_WAKES, "it turns each frame, so no wake can be lost");
    struct pingpong game = {.rounds = 0};
    ck_assert_int_eq(sem_init(&game.pong, 0, 0), 0);
    run_until_idle();
    /* The thread waits in no function of weir and posts nothing more until it is answered: a wake that is lost stays
     * lost, for the second net has nobody to notice it. */
    pthread_t thread = kit_thread(ping, &game);
    for (int part = 1; part <= 100; part++)
        run_until_reaches(&game.rounds, part * (ROUNDS / 100));
    ck_assert_ptr_null(kit_join(thread));
    sem_destroy(&game.pong);
}
END_TEST

START_TEST(a_dropped_wake_is_reissued_and_counted)
{
    NEEDS(HOST_DROPS_WAKE, "it has no wake, or one that is level-triggered");
    atomic_int runs = 0;
    run_until_idle();
    host->drop_next_wake(kit.loop);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_for(WEIR_MS(99));
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0); /* too soon to tell that it was dropped */
    run_for(WEIR_MS(10));
    ck_assert_int_eq(atomic_load(&runs), 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_until_reaches(&runs, 3);
    ck_assert_uint_eq(stats_now().wakes_again, 1);
}
END_TEST

static void *
call_and_wait(void *counter)
{
    return weir_call(kit.w, add_one, counter, WEIR_FOREVER) == 0 ? NULL : kit.w;
}

START_TEST(who_waits_reissues_a_dropped_wake)
{
    NEEDS(HOST_DROPS_WAKE, "it has no wake, or one that is level-triggered");
    atomic_int runs = 0;
    run_until_idle();
    host->drop_next_wake(kit.loop);
    pthread_t thread = kit_thread(call_and_wait, &runs);
    run_until_reaches(&runs, 1);
    ck_assert_ptr_null(kit_join(thread));
    ck_assert_uint_ge(stats_now().wakes_again, 1);
}
END_TEST

START_TEST(a_failing_wake_recovers)
{
    NEEDS(HOST_FAILS_WAKE, "its wake cannot be made to fail");
    atomic_int runs = 0;
    run_until_idle();
    for (int failure = 1; failure <= 3; failure++) {
        host->fail_next_wake(kit.loop);
        ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 1);
        ck_assert_uint_eq(stats_now().wakes_failed, (uint64_t)failure);
    }
    run_for(WEIR_MS(10));
    ck_assert_int_eq(atomic_load(&runs), 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_until_reaches(&runs, 4);
}
END_TEST

START_TEST(a_wake_that_is_issued_again_and_fails_says_so)
{
    NEEDS(HOST_DROPS_WAKE | HOST_FAILS_WAKE, "its wake cannot be dropped, or not be made to fail");
    atomic_int runs = 0;
    run_until_idle();
    host->drop_next_wake(kit.loop);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_for(WEIR_MS(110));
    host->fail_next_wake(kit.loop);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 1);
    ck_assert_uint_eq(stats_now().wakes_failed, 1);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_until_reaches(&runs, 3);
}
END_TEST

START_TEST(a_spurious_turn_is_harmless)
{
    atomic_int runs = 0;
    struct weir_next next;
    run_until_idle();
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(weir_turn(kit.w, NULL, &next), 0);
        ck_assert_int_eq(next.earliest_ns, INT64_MAX);
    }
    struct weir_stats before = stats_now();
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    ck_assert_int_eq(new_wakes(before), if_it_wakes(1));
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), 1); /* before the wake was answered */
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_until_reaches(&runs, 2);
    run_until_idle();
    ck_assert_int_eq(atomic_load(&runs), 2);
}
END_TEST

static int64_t due;
static atomic_int came_early;

static void
look_if_early(void *counter)
{
    atomic_store(&came_early, weir_now() < due);
    add_one(counter);
}

static void
post_for_later(atomic_int *counter, int64_t delay)
{
    struct weir_task task = {.run = look_if_early, .arg = counter, .delay = delay};
    due = weir_now() + delay;
    ck_assert_int_eq(weir_post_task(kit.w, &task, NULL), 0);
}

START_TEST(an_early_turn_is_harmless)
{
    atomic_int runs = 0;
    run_until_idle();
    post_for_later(&runs, WEIR_MS(60));
    while (weir_turn(kit.w, NULL, NULL) == 0 && weir_now() < due - WEIR_MS(40))
        run_for(WEIR_MS(1));
    run_until_reaches(&runs, 1);
    ck_assert_int_eq(atomic_load(&came_early), 0);
    run_until_idle();
    ck_assert_int_eq(atomic_load(&runs), 1);
}
END_TEST

START_TEST(a_host_that_rings_early_is_harmless)
{
    NEEDS(HOST_IS_VIRTUAL, "its timers cannot be made to ring early");
    atomic_int runs = 0;
    run_until_idle();
    post_for_later(&runs, WEIR_MS(60));
    run_for(WEIR_MS(1)); /* armed */
    struct weir_stats before = stats_now();
    host->ring_early(kit.loop, WEIR_MS(6));
    run_until_reaches(&runs, 1);
    ck_assert_int_eq(atomic_load(&came_early), 0);
    ck_assert_uint_eq(stats_now().turns - before.turns, 2); /* the early one and the right one */
}
END_TEST

START_TEST(a_doubled_wake_is_harmless)
{
    NEEDS(HOST_IS_VIRTUAL, "its wake cannot be doubled");
    atomic_int runs = 0;
    run_until_idle();
    struct weir_stats before = stats_now();
    host->double_next_wake(kit.loop);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_until_idle();
    run_for(WEIR_S(2));
    ck_assert_int_eq(atomic_load(&runs), 1);
    ck_assert_uint_eq(stats_now().turns - before.turns, 2);
    ck_assert_int_eq(new_wakes(before), 1);
}
END_TEST

START_TEST(a_late_wake_is_harmless)
{
    NEEDS(HOST_IS_VIRTUAL, "its wake cannot be delayed");
    atomic_int runs = 0;
    run_until_idle();
    host->delay_next_wake(kit.loop, WEIR_MS(150));
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs), 0);
    run_for(WEIR_MS(120));
    ck_assert_int_eq(atomic_load(&runs), 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, &runs),
                     0); /* this one wakes again, and the late one comes too */
    run_until_reaches(&runs, 2);
    run_until_idle();
    run_for(WEIR_S(2));
    ck_assert_int_eq(atomic_load(&runs), 2);
    ck_assert_uint_eq(stats_now().wakes_again, 1);
}
END_TEST

START_TEST(idle_is_silent)
{
    NEEDS(HOST_WAKES, "its program turns each frame, work or none");
    atomic_int runs = 0;
    ck_assert_ptr_null(post_100(&runs));
    run_until_idle();
    struct weir_stats before = stats_now();
    /* Longer than the second after which a pump may look again at a task that runs. */
    run_for(host->can & HOST_IS_VIRTUAL ? WEIR_S(7200) : WEIR_MS(1500));
    struct weir_stats after = stats_now();
    ck_assert_uint_eq(after.turns, before.turns);
    ck_assert_uint_eq(after.wakes, before.wakes);
}
END_TEST

START_TEST(attach_wakes_for_what_was_queued_before)
{
    atomic_int runs = 0;
    struct weir *other;
    struct weir_stats stats;
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(weir_post(other, add_one, &runs), 0);
    ck_assert_int_eq(host->attach(kit.loop, other), 0);
    ck_assert_int_eq(weir_stats(other, &stats), 0);
    ck_assert_uint_eq(stats.wakes, (uint64_t)if_it_wakes(1));
    run_until_reaches(&runs, 3);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, LIMIT), 0);
    weir_free(other);
}
END_TEST

START_TEST(without_a_pump_the_program_turns)
{
    const struct weir_budget all = {.time = WEIR_FOREVER};
    atomic_int runs = 0;
    struct weir *other;
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    ck_assert_int_eq(weir_post(other, add_one, &runs), 0);
    ck_assert_int_eq(weir_attach(other, NULL, NULL), 0);
    ck_assert_int_eq(weir_post(other, add_one, &runs), 0);
    ck_assert_int_eq(weir_turn(other, &all, NULL), 2);
    ck_assert_int_eq(weir_turn(other, NULL, NULL), 0);
    ck_assert_int_eq(weir_post(other, add_one, &runs), 0);
    ck_assert_int_eq(weir_turn(other, NULL, NULL), 1);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, LIMIT), 0);
    weir_free(other);
}
END_TEST

void
laws_of_wakes(Suite *suite)
{
    TCase *tcase = kit_case(suite, "wakes");
    tcase_add_test(tcase, wakes_from_a_foreign_thread);
    tcase_add_test(tcase, many_posts_one_wake);
    tcase_add_test(tcase, posts_inside_a_turn_never_wake);
    tcase_add_test(tcase, ping_pong_100000_times_without_a_lost_wake);
    tcase_add_test(tcase, a_dropped_wake_is_reissued_and_counted);
    tcase_add_test(tcase, who_waits_reissues_a_dropped_wake);
    tcase_add_test(tcase, a_failing_wake_recovers);
    tcase_add_test(tcase, a_wake_that_is_issued_again_and_fails_says_so);
    tcase_add_test(tcase, a_spurious_turn_is_harmless);
    tcase_add_test(tcase, an_early_turn_is_harmless);
    tcase_add_test(tcase, a_host_that_rings_early_is_harmless);
    tcase_add_test(tcase, a_doubled_wake_is_harmless);
    tcase_add_test(tcase, a_late_wake_is_harmless);
    tcase_add_test(tcase, idle_is_silent);
    tcase_add_test(tcase, attach_wakes_for_what_was_queued_before);
    tcase_add_test(tcase, without_a_pump_the_program_turns);
}
