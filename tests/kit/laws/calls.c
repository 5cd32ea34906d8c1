/* SPDX-License-Identifier: MIT */
/* Laws of weir_call: where it runs, how long it waits, and what ends the wait. Not of waits for room by a post
 * (room.c), nor of those whose host dies (detach.c). */
#include "ledger.h"

#include <string.h>

/* Fixture: callers, and a clock that the law can put forward. */

struct caller {
    weir_fn *run; /* NULL: only wait for a turn */
    int64_t timeout;
    atomic_int ran;
    atomic_int left;
    int answer;
};

static void *
call_it(void *arg)
{
    struct caller *caller = arg;
    caller->answer = weir_call(kit.w, caller->run, &caller->ran, caller->timeout);
    add_one(&caller->left);
    return NULL;
}

static _Atomic(int64_t) ahead;
static int64_t (*clock_before)(void);

static int64_t
clock_ahead(void)
{
    return clock_before() + atomic_load(&ahead);
}

/* Before any thread starts. */
static void
take_clock(void)
{
    atomic_store(&ahead, 0);
    clock_before = weir_system.now;
    weir_system.now = clock_ahead;
}

static void
give_clock_back(void)
{
    weir_system.now = clock_before;
}

static void
put_clock_forward(int64_t duration)
{
    atomic_fetch_add(&ahead, duration);
}

/* A task that holds the loop until a caller has left. */
static struct {
    struct caller *until_left;
} hold;

static void
hold_loop(void *unused)
{
    (void)unused;
    await_reaches(&hold.until_left->left, 1);
}

static void
hold_loop_until_left(struct caller *caller)
{
    hold.until_left = caller;
    ck_assert_int_eq(weir_post(kit.w, hold_loop, NULL), 0);
}

/* Laws. */

static void
call_from_task(void *answer)
{
    static atomic_int ran;
    atomic_store(&ran, 0);
    int called = weir_call(kit.w, add_one, &ran, 0);
    atomic_store((atomic_int *)answer, called == 0 && ran == 1 ? 1 : -1);
}

START_TEST(call_on_the_loop_thread_runs_inline)
{
    static atomic_int ran, from_task;
    ran = from_task = 0;
    ck_assert_int_eq(weir_call(kit.w, add_one, &ran, 0), 0);
    ck_assert_int_eq(ran, 1);
    ck_assert_int_eq(depth_now(), 0);
    ck_assert_int_eq(weir_post(kit.w, call_from_task, &from_task), 0);
    run_until_idle();
    ck_assert_int_eq(from_task, 1);
}
END_TEST

START_TEST(call_runs_on_the_loop_thread_and_returns_after_it)
{
    static struct caller callers[4];
    memset(callers, 0, sizeof callers);
    for (int i = 0; i < 4; i++) {
        callers[i].run = add_one;
        callers[i].timeout = WEIR_FOREVER;
        kit_thread(call_it, &callers[i]);
    }
    for (int i = 0; i < 4; i++) {
        run_until_reaches(&callers[i].left, 1);
        ck_assert_int_eq(callers[i].answer, 0);
        ck_assert_int_eq(callers[i].ran, 1);
    }
}
END_TEST

START_TEST(call_without_a_function_on_the_loop_thread_is_EDEADLK)
{
    struct weir_stats before = stats_now();
    ck_assert_int_eq(weir_call(kit.w, NULL, NULL, WEIR_FOREVER), WEIR_EDEADLK);
    ck_assert_int_eq(depth_now(), 0);
    struct weir_stats after = stats_now();
    ck_assert_mem_eq(&before, &after, sizeof before);
}
END_TEST

static uint64_t turns_at_return;

static void *
wait_for_turn(void *arg)
{
    struct weir_stats stats;
    call_it(arg);
    weir_stats(kit.w, &stats);
    turns_at_return = stats.turns;
    return NULL;
}

static void
hold_until_called(void *turns)
{
    await_depth(2); /* this turn's other task, and the call */
    *(uint64_t *)turns = stats_now().turns;
}

START_TEST(call_without_a_function_returns_after_a_later_turn)
{
    static struct caller caller;
    static atomic_int same_turn;
    uint64_t turns = 0;
    same_turn = 0;
    caller = (struct caller){.timeout = WEIR_FOREVER};
    ck_assert_int_eq(weir_post(kit.w, hold_until_called, &turns), 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, &same_turn), 0);
    pthread_t thread = kit_thread(wait_for_turn, &caller);
    await_depth(2);
    run_until_reaches(&caller.left, 1);
    kit_join(thread);
    ck_assert_int_eq(caller.answer, 0);
    ck_assert_uint_ge(turns_at_return, turns);
}
END_TEST

START_TEST(a_call_out_of_time_before_it_starts_never_runs)
{
    static struct caller caller;
    caller = (struct caller){.run = add_one, .timeout = _i * WEIR_MS(1)};
    hold_loop_until_left(&caller); /* and this is before it in the lane */
    pthread_t thread = kit_thread(call_it, &caller);
    run_until_reaches(&caller.left, 1);
    kit_join(thread);
    run_until_idle();
    ck_assert_int_eq(caller.answer, WEIR_ETIMEOUT);
    ck_assert_int_eq(caller.ran, 0);
}
END_TEST

START_TEST(a_call_out_of_time_while_it_waits_for_room_never_runs)
{
    static struct caller caller;
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    caller = (struct caller){.run = add_one, .timeout = WEIR_MS(1)};
    reopen_with_capacity(2);
    for (int i = 0; i < 2; i++)
        must_post(ledger_task(&ledger));
    kit_join(kit_thread(call_it, &caller));
    ck_assert_int_eq(caller.answer, WEIR_ETIMEOUT);
    run_until_idle();
    ck_assert_int_eq(caller.ran, 0);
    ledger_is(&ledger, 2, 0, 0);
}
END_TEST

static void
run_late(void *ran)
{
    put_clock_forward(WEIR_S(61));
    add_one(ran);
}

START_TEST(a_call_once_started_is_waited_for_and_reported_late)
{
    static struct caller caller;
    caller = (struct caller){.run = run_late, .timeout = WEIR_S(60)};
    take_clock();
    pthread_t thread = kit_thread(call_it, &caller);
    run_until_reaches(&caller.left, 1);
    kit_join(thread);
    give_clock_back();
    ck_assert_int_eq(caller.answer, 1);
    ck_assert_int_eq(caller.ran, 1);
}
END_TEST

START_TEST(a_call_waits_for_room)
{
    static struct caller caller;
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    caller = (struct caller){.run = add_one, .timeout = WEIR_FOREVER};
    reopen_with_capacity(2);
    for (int i = 0; i < 2; i++)
        must_post(ledger_task(&ledger));
    kit_thread(call_it, &caller);
    await_waiters(2);
    run_until_reaches(&caller.left, 1);
    ck_assert_int_eq(caller.answer, 0);
    ck_assert_int_eq(caller.ran, 1);
    ledger_is(&ledger, 2, 0, 0);
}
END_TEST

START_TEST(a_call_that_waits_is_told_of_close)
{
    static struct caller caller;
    caller = (struct caller){.run = add_one, .timeout = WEIR_FOREVER};
    pthread_t thread = kit_thread(call_it, &caller);
    await_depth(1);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, WEIR_FOREVER), 0);
    kit_join(thread);
    ck_assert_int_eq(caller.answer, WEIR_ECLOSED);
    ck_assert_int_eq(caller.ran, 0);
}
END_TEST

START_TEST(a_call_that_waits_is_run_by_a_drain)
{
    static struct caller caller;
    caller = (struct caller){.run = add_one, .timeout = WEIR_FOREVER};
    pthread_t thread = kit_thread(call_it, &caller);
    await_depth(1);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    kit_join(thread);
    ck_assert_int_eq(caller.answer, 0);
    ck_assert_int_eq(caller.ran, 1);
}
END_TEST

static void
call_meanwhile(void *caller)
{
    kit_join(kit_thread(call_it, caller)); /* no deadlock either: it does not wait for this task */
}

START_TEST(a_call_during_close_answers_ECLOSED)
{
    static struct caller caller;
    caller = (struct caller){.run = add_one, .timeout = WEIR_FOREVER};
    ck_assert_int_eq(weir_post(kit.w, call_meanwhile, &caller), 0);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    ck_assert_int_eq(caller.left, 1);
    ck_assert_int_eq(caller.answer, WEIR_ECLOSED);
    ck_assert_int_eq(caller.ran, 0);
}
END_TEST

/* A second weir on a thread of its own, one of whose tasks calls the first. */
static struct {
    struct weir *w;
    struct weir_scope *scope;
    struct caller caller;
    atomic_int ready;
    int closed;
} second;

static void
call_on_behalf(void *unused)
{
    (void)unused;
    call_it(&second.caller);
}

static void *
run_second(void *unused)
{
    (void)unused;
    struct weir_task task = {.run = call_on_behalf, .scope = second.scope};
    weir_attach(second.w, NULL, NULL);
    weir_post_task(second.w, &task, NULL);
    weir_turn(second.w, NULL, NULL);
    second.closed = weir_close(second.w, WEIR_DROP, WEIR_FOREVER);
    return NULL;
}

START_TEST(a_cancel_of_the_callers_own_scope_ends_its_call)
{
    memset(&second, 0, sizeof second);
    second.caller = (struct caller){.run = add_one, .timeout = WEIR_FOREVER};
    ck_assert_int_eq(weir_new(&second.w, NULL), 0);
    ck_assert_int_eq(weir_scope_new(second.w, &second.scope), 0);
    pthread_t thread = kit_thread(run_second, NULL);
    await_depth(1);
    ck_assert_int_eq(weir_scope_cancel(second.scope), 0);
    kit_join(thread);
    ck_assert_int_eq(second.caller.answer, WEIR_ECANCELLED);
    run_until_idle();
    ck_assert_int_eq(second.caller.ran, 0);
    ck_assert_int_eq(second.closed, 0);
    weir_scope_free(second.scope);
    weir_free(second.w);
}
END_TEST

START_TEST(a_call_on_a_detached_weir_waits_for_the_next_host)
{
    static struct caller caller;
    caller = (struct caller){.run = add_one, .timeout = WEIR_FOREVER};
    ck_assert_int_eq(weir_detach(kit.w), 0);
    kit_thread(call_it, &caller);
    await_depth(1);
    await_waiters(1);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    run_until_reaches(&caller.left, 1);
    ck_assert_int_eq(caller.answer, 0);
    ck_assert_int_eq(caller.ran, 1);
}
END_TEST

START_TEST(a_call_whose_wake_failed_is_not_forgotten)
{
    NEEDS(HOST_FAILS_WAKE, "its wake cannot be made to fail");
    static struct caller caller;
    caller = (struct caller){.run = add_one, .timeout = WEIR_FOREVER};
    run_until_idle();
    host->fail_next_wake(kit.loop);
    kit_thread(call_it, &caller);
    run_until_reaches(&caller.left, 1); /* no other post comes to try again */
    ck_assert_int_eq(caller.answer, 0);
    ck_assert_uint_eq(stats_now().wakes_failed, 1);
}
END_TEST

enum {
    MANY = 2000
};

static void *
call_many(void *ran)
{
    void *failed = NULL;
    for (int i = 0; i < MANY; i++)
        if (weir_call(kit.w, add_one, ran, WEIR_FOREVER) != 0)
            failed = kit.w;
    return failed;
}

START_TEST(a_call_costs_one_wake_at_most)
{
    static atomic_int ran;
    ran = 0;
    run_until_idle();
    struct weir_stats before = stats_now();
    pthread_t thread = kit_thread(call_many, &ran);
    for (int part = 1; part <= 20; part++)
        run_until_reaches(&ran, part * (MANY / 20));
    ck_assert_ptr_null(kit_join(thread));
    struct weir_stats after = stats_now();
    uint64_t again = after.wakes_again - before.wakes_again;
    ck_assert_uint_le(after.wakes - before.wakes - again, MANY);
}
END_TEST

void
laws_of_calls(Suite *suite)
{
    TCase *tcase = kit_case(suite, "calls");
    tcase_add_test(tcase, call_on_the_loop_thread_runs_inline);
    tcase_add_test(tcase, call_runs_on_the_loop_thread_and_returns_after_it);
    tcase_add_test(tcase, call_without_a_function_on_the_loop_thread_is_EDEADLK);
    tcase_add_test(tcase, call_without_a_function_returns_after_a_later_turn);
    tcase_add_loop_test(tcase, a_call_out_of_time_before_it_starts_never_runs, 0, 2);
    tcase_add_test(tcase, a_call_out_of_time_while_it_waits_for_room_never_runs);
    tcase_add_test(tcase, a_call_once_started_is_waited_for_and_reported_late);
    tcase_add_test(tcase, a_call_waits_for_room);
    tcase_add_test(tcase, a_call_that_waits_is_told_of_close);
    tcase_add_test(tcase, a_call_that_waits_is_run_by_a_drain);
    tcase_add_test(tcase, a_call_during_close_answers_ECLOSED);
    tcase_add_test(tcase, a_cancel_of_the_callers_own_scope_ends_its_call);
    tcase_add_test(tcase, a_call_on_a_detached_weir_waits_for_the_next_host);
    tcase_add_test(tcase, a_call_costs_one_wake_at_most);
    tcase_add_test(tcase, a_call_whose_wake_failed_is_not_forgotten);
}
