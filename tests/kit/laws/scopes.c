/* SPDX-License-Identifier: MIT */
/* Laws of scopes: what is cancelled together, and the barrier. Not of single withdrawals (tickets.c). */
#include "ledger.h"

#include <string.h>

/* Fixture: a scope, and a ledger for what is in it and for what is not. */

static struct weir_scope *scope;
static struct ledger mine, others;

static void
begin(void)
{
    memset(&mine, 0, sizeof mine);
    memset(&others, 0, sizeof others);
    ck_assert_int_eq(weir_scope_new(kit.w, &scope), 0);
}

static struct weir_task
scoped_task(void)
{
    struct weir_task task = ledger_task(&mine);
    task.scope = scope;
    return task;
}

/* One in each place in which a task of the scope can wait, each beside one that is not of it: 15 of either. */
static void
post_everywhere(struct weir_task task)
{
    for (int lane = WEIR_URGENT; lane <= WEIR_BACKGROUND; lane++) {
        task.lane = (enum weir_lane)lane;
        task.delay = 0, task.frames = 0, task.frame_end = false;
        must_post(task);
        task.delay = WEIR_US(10);
        must_post(task);
        task.delay = WEIR_S(3600);
        must_post(task);
        task.delay = 0, task.frames = 1;
        must_post(task);
        task.frames = 0, task.frame_end = true;
        must_post(task);
    }
}

enum {
    EVERYWHERE = 15,
    NEVER_DUE = 3
};

/* Laws of the barrier. */

START_TEST(the_scope_barrier_leaves_nothing_of_the_scope)
{
    begin();
    post_everywhere(scoped_task());
    post_everywhere(ledger_task(&others));
    ck_assert_int_eq(weir_cancel(kit.w, must_post(scoped_task())), 0);
    if (_i)
        burn(WEIR_US(20)); /* some are due, but no turn has seen them */
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ledger_is(&mine, 0, EVERYWHERE + 1, 0);
    ledger_is(&others, 0, 0, 0);
    run_until_reaches(&others.run, EVERYWHERE - NEVER_DUE);
    ledger_is(&mine, 0, EVERYWHERE + 1, 0);
    weir_scope_free(scope);
}
END_TEST

static int numbers[9] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
static int order[9];
static atomic_int order_count;

static void
note_order(void *number)
{
    order[atomic_fetch_add(&order_count, 1)] = *(int *)number;
}

START_TEST(tasks_of_others_survive_the_barrier_in_their_order)
{
    struct weir_scope *second;
    order_count = 0;
    begin();
    ck_assert_int_eq(weir_scope_new(kit.w, &second), 0);
    for (int i = 0; i < 9; i++) {
        must_post(scoped_task());
        must_post((struct weir_task){.run = note_order, .arg = &numbers[i], .scope = i % 2 ? second : NULL});
    }
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    run_until_reaches(&order_count, 9);
    for (int i = 0; i < 9; i++)
        ck_assert_int_eq(order[i], i);
    ledger_is(&mine, 0, 9, 0);
    weir_scope_free(scope);
    weir_scope_free(second);
}
END_TEST

static void *
post_and_sleep(void *answer)
{
    struct weir_task task = scoped_task();
    task.wait_for_room = WEIR_FOREVER;
    *(int *)answer = weir_post_task(kit.w, &task, NULL);
    return NULL;
}

START_TEST(the_scope_barrier_ends_a_sleeping_poster_too)
{
    int answer = 0;
    reopen_with_capacity(2);
    begin();
    for (int i = 0; i < 2; i++)
        must_post(ledger_task(&others)); /* the room that it sleeps for is not of the scope */
    pthread_t poster = kit_thread(post_and_sleep, &answer);
    await_waiters(1);
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_FOREVER), 0);
    kit_join(poster);
    ck_assert_int_eq(answer, WEIR_ECANCELLED);
    weir_scope_free(scope);
    run_until_idle();
    ledger_is(&mine, 0, 0, 0);
    ledger_is(&others, 2, 0, 0);
}
END_TEST

static void *
post_until_cancelled(void *accepted)
{
    struct weir_task task = scoped_task();
    for (int i = 0;; i++) {
        task.lane = (enum weir_lane)(i % 3 - 1);
        task.delay = i % 2;
        int answer = weir_post_task(kit.w, &task, NULL);
        if (answer == WEIR_ECANCELLED)
            return NULL;
        if (answer >= 0)
            ++*(int *)accepted;
        else
            sched_yield();
    }
}

START_TEST(the_scope_barrier_holds_under_fire)
{
    pthread_t poster[4];
    int accepted[4] = {0};
    begin();
    for (int i = 0; i < 4; i++)
        poster[i] = kit_thread(post_until_cancelled, &accepted[i]);
    run_until_reaches(&mine.run, 200);
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_FOREVER), 0);
    int run = mine.run, cancelled = mine.cancelled;
    for (int i = 0; i < 4; i++)
        kit_join(poster[i]);
    ck_assert_int_eq(run + cancelled, accepted[0] + accepted[1] + accepted[2] + accepted[3]);
    weir_scope_free(scope);
    run_until_idle();
    ledger_is(&mine, run, cancelled, 0);
}
END_TEST

static struct {
    int answer;
    int nested_turn;
    atomic_int ran;
} within;

static void
barrier_within(void *unused)
{
    (void)unused;
    within.answer = weir_scope_barrier(scope, WEIR_FOREVER);
    add_one(&within.ran);
}

START_TEST(the_barrier_inside_a_task_of_the_scope_is_EDEADLK)
{
    begin();
    memset(&within, 0, sizeof within);
    must_post((struct weir_task){.run = barrier_within, .scope = scope});
    must_post(scoped_task());
    run_until_reaches(&mine.run, 1); /* nothing was cancelled */
    ck_assert_int_eq(within.answer, WEIR_EDEADLK);
    must_post(scoped_task());
    run_until_reaches(&mine.run, 2);
    weir_scope_free(scope);
}
END_TEST

static void
nest_within(void *unused)
{
    (void)unused;
    ck_assert_int_eq(weir_allow_nested(kit.w), 0);
    within.nested_turn = weir_turn(kit.w, NULL, NULL);
}

START_TEST(the_barrier_below_a_task_of_the_scope_is_EDEADLK_too)
{
    begin();
    memset(&within, 0, sizeof within);
    must_post((struct weir_task){.run = nest_within, .scope = scope});
    must_post((struct weir_task){.run = barrier_within}); /* runs inside that one */
    ck_assert_int_ge(weir_turn(kit.w, NULL, NULL), 1);
    ck_assert_int_eq(within.nested_turn, 1);
    ck_assert_int_eq(within.answer, WEIR_EDEADLK);
    weir_scope_free(scope);
}
END_TEST

START_TEST(the_barrier_inside_a_task_of_another_scope_ends_the_scope)
{
    begin();
    memset(&within, 0, sizeof within);
    must_post(scoped_task());
    must_post((struct weir_task){.run = barrier_within, .lane = WEIR_URGENT});
    must_post(ledger_task(&others));
    must_post(scoped_task());
    run_until_reaches(&others.run, 1);
    ck_assert_int_eq(within.answer, 0);
    run_until_idle();
    ledger_is(&mine, 0, 2, 0);
    ledger_is(&others, 1, 0, 0);
    weir_scope_free(scope);
}
END_TEST

START_TEST(the_barrier_times_out_on_a_post_under_way_and_may_be_called_again)
{
    begin();
    must_post(scoped_task());
    ck_assert_int_eq(scope_enter(scope), 0); /* as a poster that sleeps right here */
    ck_assert_int_eq(weir_scope_barrier(scope, 0), WEIR_ETIMEOUT);
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_US(200)), WEIR_ETIMEOUT);
    ledger_is(&mine, 0, 1, 0); /* what could be ended has been, once */
    scope_leave(scope);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    weir_scope_free(scope);
}
END_TEST

static void
drop_and_post_again(void *answer, int why)
{
    struct weir_task task = scoped_task();
    *(int *)answer = weir_post_task(kit.w, &task, NULL);
    ledger_drop(&mine, why);
}

START_TEST(a_drop_cannot_post_into_its_scope_again)
{
    int answer = 0;
    begin();
    must_post(
        (struct weir_task){.run = add_one, .arg = &answer, .drop = drop_and_post_again, .scope = scope});
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ck_assert_int_eq(answer, WEIR_ECANCELLED);
    ledger_is(&mine, 0, 1, 0);
    weir_scope_free(scope);
}
END_TEST

static int
barrier_elsewhere(void *unused)
{
    (void)unused;
    return weir_scope_barrier(scope, 0);
}

START_TEST(after_close_the_barrier_is_for_any_thread)
{
    begin();
    must_post(scoped_task());
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(ask_elsewhere(barrier_elsewhere, NULL), 0);
    ledger_is(&mine, 0, 0, 1);
    weir_scope_free(scope);
}
END_TEST

START_TEST(the_barrier_of_a_detached_weir_ends_the_scope)
{
    begin();
    must_post(scoped_task());
    must_post(ledger_task(&others));
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ledger_is(&mine, 0, 1, 0);
    weir_scope_free(scope);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    run_until_reaches(&others.run, 1);
}
END_TEST

START_TEST(what_the_barrier_left_in_the_queue_makes_room_again)
{
    reopen_with_capacity(4);
    begin();
    for (int lap = 0; lap < 3; lap++) {
        for (int i = 0; i < 4; i++)
            must_post(scoped_task());
        ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
        weir_scope_free(scope);
        run_until_idle();
        ck_assert_int_eq(weir_scope_new(kit.w, &scope), 0);
    }
    ledger_is(&mine, 0, 12, 0);
    weir_scope_free(scope);
}
END_TEST

START_TEST(the_scope_barrier_wakes_nobody)
{
    NEEDS(HOST_WAKES, "it turns each frame, and is never woken");
    begin();
    run_until_idle();
    uint64_t wakes = stats_now().wakes;
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ck_assert_uint_eq(stats_now().wakes, wakes);
    weir_scope_free(scope);
    begin();
    must_post(scoped_task());
    ck_assert_int_eq(scope_enter(scope), 0); /* so that it looks more than once */
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_MS(1)), WEIR_ETIMEOUT);
    scope_leave(scope);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ck_assert_uint_eq(stats_now().wakes, wakes + 1); /* that of the post */
    ledger_is(&mine, 0, 1, 0);
    weir_scope_free(scope);
}
END_TEST

static int64_t (*clock_before)(void);

static int64_t
now_and_a_little_later(void)
{
    if (host->pass)
        host->pass(kit.loop, 1);
    return clock_before();
}

START_TEST(a_turn_over_what_a_barrier_struck_keeps_to_its_time)
{
    struct weir_next next;
    begin();
    for (int i = 0; i < 500; i++)
        must_post(scoped_task());
    must_post(ledger_task(&others));
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    clock_before = weir_system.now;
    weir_system.now = now_and_a_little_later; /* a virtual clock passes too */
    int ended = weir_turn(kit.w, &(struct weir_budget){.time = 1}, &next);
    weir_system.now = clock_before;
    ck_assert_int_eq(ended, 0);
    ck_assert_int_le(next.earliest_ns, weir_now());
    run_until_reaches(&others.run, 1);
    weir_scope_free(scope);
}
END_TEST

/* Laws of cancel and free. */

START_TEST(a_cancelled_scope_refuses_posts_and_drops_what_waits)
{
    begin();
    post_everywhere(scoped_task());
    must_post(ledger_task(&others));
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ledger_is(&mine, 0, 0, 0); /* never inside the call */
    weir_ticket ticket = 1;
    struct weir_task task = scoped_task();
    ck_assert_int_eq(weir_post_task(kit.w, &task, &ticket), WEIR_ECANCELLED);
    ck_assert_uint_eq(ticket, 0);
    run_until_reaches(&mine.cancelled, EVERYWHERE);
    ledger_is(&mine, 0, EVERYWHERE, 0);
    ledger_is(&others, 1, 0, 0);
    weir_scope_free(scope);
}
END_TEST

static void
cancel_own_scope(void *answer)
{
    *(int *)answer = weir_scope_cancel(scope);
    ledger_run(&mine);
}

START_TEST(a_cancel_does_not_disturb_the_task_that_runs)
{
    int answer = 1;
    begin();
    must_post((struct weir_task){.run = cancel_own_scope, .arg = &answer, .scope = scope});
    must_post(scoped_task());
    run_until_idle();
    ck_assert_int_eq(answer, 0);
    ledger_is(&mine, 1, 1, 0);
    weir_scope_free(scope);
}
END_TEST

/* How many blocks of memory the core holds. */
static int blocks;
static struct system_calls real;

static void *
count_allocation(size_t size)
{
    blocks++;
    return real.allocate(size);
}

static void
count_release(void *memory)
{
    blocks -= memory != NULL;
    real.release(memory);
}

START_TEST(a_scope_that_is_freed_with_tasks_left_ends_with_the_last)
{
    real = weir_system;
    blocks = 0;
    weir_system.allocate = count_allocation;
    weir_system.release = count_release;
    begin();
    must_post(scoped_task());
    must_post(scoped_task());
    weir_scope_free(scope);
    ck_assert_int_eq(blocks, 1);
    run_until_idle();
    ck_assert_int_eq(blocks, 0);
    ledger_is(&mine, 0, 2, 0);
    weir_system.allocate = real.allocate;
    weir_system.release = real.release;
}
END_TEST

static void
free_scope(void *unused)
{
    (void)unused;
    weir_scope_free(scope);
    ledger_run(&mine);
}

START_TEST(a_scope_may_be_freed_by_a_task_of_its_own)
{
    begin();
    must_post((struct weir_task){.run = free_scope, .scope = scope});
    must_post(scoped_task());
    run_until_idle();
    ledger_is(&mine, 1, 1, 0);
}
END_TEST

void
laws_of_scopes(Suite *suite)
{
    TCase *tcase = kit_case(suite, "scopes");
    tcase_add_loop_test(tcase, the_scope_barrier_leaves_nothing_of_the_scope, 0, 2);
    tcase_add_test(tcase, tasks_of_others_survive_the_barrier_in_their_order);
    tcase_add_test(tcase, the_scope_barrier_ends_a_sleeping_poster_too);
    tcase_add_test(tcase, the_scope_barrier_holds_under_fire);
    tcase_add_test(tcase, the_barrier_inside_a_task_of_the_scope_is_EDEADLK);
    tcase_add_test(tcase, the_barrier_below_a_task_of_the_scope_is_EDEADLK_too);
    tcase_add_test(tcase, the_barrier_inside_a_task_of_another_scope_ends_the_scope);
    tcase_add_test(tcase, the_barrier_times_out_on_a_post_under_way_and_may_be_called_again);
    tcase_add_test(tcase, a_drop_cannot_post_into_its_scope_again);
    tcase_add_test(tcase, after_close_the_barrier_is_for_any_thread);
    tcase_add_test(tcase, the_barrier_of_a_detached_weir_ends_the_scope);
    tcase_add_test(tcase, what_the_barrier_left_in_the_queue_makes_room_again);
    tcase_add_test(tcase, the_scope_barrier_wakes_nobody);
    tcase_add_test(tcase, a_turn_over_what_a_barrier_struck_keeps_to_its_time);
    tcase_add_test(tcase, a_cancelled_scope_refuses_posts_and_drops_what_waits);
    tcase_add_test(tcase, a_cancel_does_not_disturb_the_task_that_runs);
    tcase_add_test(tcase, a_scope_that_is_freed_with_tasks_left_ends_with_the_last);
    tcase_add_test(tcase, a_scope_may_be_freed_by_a_task_of_its_own);
}
