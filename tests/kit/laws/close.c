/* SPDX-License-Identifier: MIT */
/* Laws of close and free: how everything that was accepted ends. Not of scopes or tickets by themselves. */
#include "close.h"

#include <string.h>

/* Helpers. */

static int
post_after(void *counter)
{
    return weir_post(kit.w, add_one, counter);
}

static int
close_it(void *unused)
{
    (void)unused;
    return weir_close(kit.w, WEIR_DROP, WEIR_FOREVER);
}

static void
close_inside(void *answer)
{
    atomic_store((atomic_int *)answer, weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER));
}

/* Laws. */

START_TEST(close_drain_runs_what_is_queued_or_due_and_drops_the_rest)
{
    static struct ledger due, undue;
    memset(&due, 0, sizeof due);
    memset(&undue, 0, sizeof undue);
    for (int lane = WEIR_URGENT; lane <= WEIR_BACKGROUND; lane++) {
        struct weir_task task = ledger_task(&due);
        task.lane = (enum weir_lane)lane;
        must_post(task);
        task.delay = WEIR_MS(1);
        must_post(task);
        task.arg = &undue;
        task.delay = WEIR_S(3600);
        must_post(task);
        task.delay = 0;
        task.frames = 1000;
        must_post(task);
    }
    burn(WEIR_MS(2));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    ledger_is(&due, 6, 0, 0);
    ledger_is(&undue, 0, 0, 6);
    is_closed();
}
END_TEST

START_TEST(close_drop_runs_nothing_and_tells_the_reasons_apart)
{
    static struct ledger left, withdrawn, scoped;
    struct weir_scope *scope;
    memset(&left, 0, sizeof left);
    memset(&withdrawn, 0, sizeof withdrawn);
    memset(&scoped, 0, sizeof scoped);
    ck_assert_int_eq(weir_scope_new(kit.w, &scope), 0);
    for (int delay = 0; delay < 2; delay++) {
        struct weir_task task = ledger_task(&left);
        task.delay = delay * WEIR_S(3600);
        must_post(task);
        task.arg = &withdrawn;
        ck_assert_int_eq(weir_cancel(kit.w, must_post(task)), 0);
        task.arg = &scoped;
        task.scope = scope;
        must_post(task);
    }
    weir_scope_cancel(scope);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, 0), 0);
    ledger_is(&left, 0, 0, 2);
    ledger_is(&withdrawn, 0, 2, 0);
    /* Both are true of these; close is why they end now. */
    ck_assert_int_eq(scoped.run, 0);
    ck_assert_int_eq(scoped.cancelled + scoped.closed, 2);
    weir_scope_free(scope);
}
END_TEST

START_TEST(close_inside_a_task_answers_1_and_the_turn_ends_the_rest)
{
    static atomic_int answer;
    static struct ledger rest;
    answer = 0;
    memset(&rest, 0, sizeof rest);
    ck_assert_int_eq(weir_post(kit.w, close_inside, &answer), 0);
    must_post(ledger_task(&rest));
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(answer, 1);
    ledger_is(&rest, 1, 0, 0);
    is_closed();
}
END_TEST

START_TEST(close_inside_a_task_of_the_hosts_own_turn)
{
    static atomic_int answer;
    static struct ledger rest;
    answer = 0;
    memset(&rest, 0, sizeof rest);
    ck_assert_int_eq(weir_post(kit.w, close_inside, &answer), 0);
    must_post(ledger_task(&rest));
    run_until_reaches(&rest.run, 1);
    ck_assert_int_eq(answer, 1);
    run_for(WEIR_MS(20)); /* the host is there yet, and its pump is not */
    ledger_is(&rest, 1, 0, 0);
    is_closed();
}
END_TEST

static struct {
    atomic_int answer;
    struct ledger rest;
    int inner_turn;
    int ended_within;
} nested;

static void
close_in_a_nested_turn(void *unused)
{
    (void)unused;
    ck_assert_int_eq(weir_allow_nested(kit.w), 0);
    nested.inner_turn = weir_turn(kit.w, NULL, NULL);
    nested.ended_within = nested.rest.run;
}

START_TEST(close_inside_a_nested_turn_waits_for_the_outermost)
{
    memset(&nested, 0, sizeof nested);
    ck_assert_int_eq(weir_post(kit.w, close_in_a_nested_turn, NULL), 0);
    ck_assert_int_eq(weir_post(kit.w, close_inside, &nested.answer), 0);
    must_post(ledger_task(&nested.rest));
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(nested.answer, 1);
    ck_assert_int_eq(nested.inner_turn, WEIR_ECLOSED);
    ck_assert_int_eq(nested.ended_within, 0);
    ledger_is(&nested.rest, 1, 0, 0);
    is_closed();
}
END_TEST

static void
burn_some(void *ledger)
{
    burn(WEIR_MS(20));
    ledger_run(ledger);
}

START_TEST(close_drain_starts_none_after_its_timeout)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    struct weir_task task = ledger_task(&ledger);
    task.run = burn_some;
    for (int i = 0; i < 4; i++)
        must_post(task);
    int64_t before = weir_now();
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_MS(30)), 0);
    ck_assert_int_ge(weir_now() - before, ledger.run * WEIR_MS(20));
    ck_assert_int_le(ledger.run, 2); /* a third would have started after 40 ms */
    ck_assert_int_eq(ledger.run + ledger.closed, 4);
    is_closed();
}
END_TEST

START_TEST(close_drain_with_no_time_drops_all)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    for (int i = 0; i < 4; i++)
        must_post(ledger_task(&ledger));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, 0), 0);
    ledger_is(&ledger, 0, 0, 4);
}
END_TEST

START_TEST(close_times_out_on_a_post_under_way_and_may_be_called_again)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    uint64_t pos;
    struct ring *ring = &kit.w->lanes.lane[1].ring;
    struct entry entry = {.run = ledger_run, .arg = &ledger, .drop = ledger_drop};
    ck_assert_int_eq(ring_claim(ring, &pos), 0); /* as a producer that sleeps right here */
    must_post(ledger_task(&ledger));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, WEIR_MS(1)), WEIR_ETIMEOUT);
    ledger_is(&ledger, 0, 0, 0);
    ck_assert_int_eq(weir_post(kit.w, add_one, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    weir_free(kit.w);
    ck_assert(log_contains("not freed"));
    ring_publish(ring, pos, &entry, CELL_READY);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, WEIR_MS(1)), 0);
    ledger_is(&ledger, 0, 0, 2);
}
END_TEST

START_TEST(free_before_close_does_nothing_and_logs)
{
    static atomic_int ran;
    ran = 0;
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    int lines = log_count();
    weir_free(kit.w);
    ck_assert_int_eq(log_count(), lines + 1);
    ck_assert(log_contains("weir_close"));
    run_until_reaches(&ran, 1);
}
END_TEST

static struct {
    struct weir *w;
    int call_answer;
    int room_answer;
    atomic_int left;
} blocked;

static void *
block_in_call(void *counter)
{
    blocked.call_answer = weir_call(blocked.w, add_one, counter, WEIR_FOREVER);
    add_one(&blocked.left);
    return NULL;
}

static void *
block_for_room(void *ledger)
{
    struct weir_task task = ledger_task(ledger);
    task.wait_for_room = WEIR_FOREVER;
    blocked.room_answer = weir_post_task(blocked.w, &task, NULL);
    add_one(&blocked.left);
    return NULL;
}

START_TEST(free_waits_for_those_that_close_has_told_to_leave)
{
    static atomic_int called;
    static struct ledger ledger;
    called = 0;
    memset(&ledger, 0, sizeof ledger);
    memset(&blocked, 0, sizeof blocked);
    reopen_with_capacity(2);
    blocked.w = kit.w;
    pthread_t caller = kit_thread(block_in_call, &called);
    await_call();
    must_post(ledger_task(&ledger));
    pthread_t poster = kit_thread(block_for_room, &ledger);
    await_waiters(2);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, WEIR_FOREVER), 0);
    weir_free(kit.w);
    kit.w = NULL;
    kit_join(caller);
    kit_join(poster);
    ck_assert_int_eq(blocked.call_answer, WEIR_ECLOSED);
    ck_assert_int_eq(blocked.room_answer, WEIR_ECLOSED);
    ck_assert_int_eq(called, 0);
    ledger_is(&ledger, 0, 0, 1);
}
END_TEST

static struct {
    struct weir *w;
    atomic_int waits;
    atomic_int frees;
    atomic_int left;
    int left_at_release;
    void (*release)(void *memory);
} lingering;

/* In the lobby, as a caller that has been told but has not run since. */
static void *
linger(void *unused)
{
    struct waiter waiter;
    struct lobby *lobby = &lingering.w->lobby;
    mutex_lock(&lobby->lock);
    lobby_enter(lobby, &waiter);
    mutex_unlock(&lobby->lock);
    add_one(&lingering.waits);
    await_reaches(&lingering.frees, 1);
    for (int i = 0; i < 1000; i++)
        sched_yield(); /* ample room for a free that does not wait to show itself */
    mutex_lock(&lobby->lock);
    add_one(&lingering.left);
    lobby_leave(lobby, &waiter);
    mutex_unlock(&lobby->lock);
    return unused;
}

static void
release_and_look(void *memory)
{
    if (lingering.left == 0)
        lingering.left_at_release = 0;
    lingering.release(memory);
}

START_TEST(free_releases_nothing_while_somebody_is_in_the_lobby)
{
    memset(&lingering, 0, sizeof lingering);
    lingering.left_at_release = 1;
    lingering.w = kit.w;
    pthread_t thread = kit_thread(linger, NULL);
    await_reaches(&lingering.waits, 1);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, WEIR_FOREVER), 0);
    lingering.release = weir_system.release;
    weir_system.release = release_and_look;
    add_one(&lingering.frees);
    weir_free(kit.w);
    weir_system.release = lingering.release;
    kit.w = NULL;
    kit_join(thread);
    ck_assert_int_eq(lingering.left_at_release, 1);
}
END_TEST

START_TEST(close_without_a_pump_is_for_any_thread)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    must_post(ledger_task(&ledger));
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(ask_elsewhere(close_it, NULL), 0);
    ck_assert(!weir_on_loop_thread(kit.w));
    ledger_is(&ledger, 0, 0, 1);
    is_closed();
}
END_TEST

static int
turn_it(void *unused)
{
    (void)unused;
    return weir_turn(kit.w, NULL, NULL);
}

static int
host_is_lost(void *unused)
{
    (void)unused;
    return weir_host_lost(kit.w);
}

START_TEST(after_close_everything_answers_so)
{
    static atomic_int ran;
    struct weir_scope *scope, *late;
    ran = 0;
    ck_assert_int_eq(weir_scope_new(kit.w, &scope), 0);
    weir_ticket ticket = must_post((struct weir_task){.run = add_one, .arg = &ran});
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, 0), 0);
    ck_assert_int_eq(ask_elsewhere(close_it, NULL), 0);
    ck_assert_int_eq(ask_elsewhere(post_after, &ran), WEIR_ECLOSED);
    ck_assert_int_eq(weir_cancel(kit.w, ticket), WEIR_ESTALE);
    struct weir_task late_task = {.run = add_one, .arg = &ran, .delay = 1};
    ck_assert_int_eq(weir_post_task(kit.w, &late_task, &ticket), WEIR_ECLOSED);
    ck_assert_uint_eq(ticket, 0);
    ck_assert_int_eq(weir_call(kit.w, add_one, &ran, 0), WEIR_ECLOSED);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(ask_elsewhere(turn_it, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(weir_allow_nested(kit.w), WEIR_ECLOSED);
    ck_assert_int_eq(weir_frame(kit.w, WEIR_FRAME_BEGIN), WEIR_ECLOSED);
    ck_assert_int_eq(weir_scope_new(kit.w, &late), WEIR_ECLOSED);
    ck_assert_ptr_null(late);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ck_assert_int_eq(weir_attach(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(weir_detach(kit.w), WEIR_ECLOSED);
    ck_assert_int_eq(ask_elsewhere(host_is_lost, NULL), WEIR_ECLOSED);
    weir_scope_free(scope);
    ck_assert_int_eq(ran, 0);
}
END_TEST

START_TEST(close_inside_a_task_wakes_nobody)
{
    NEEDS(HOST_WAKES, "it turns each frame, and is never woken");
    static atomic_int answer;
    answer = 0;
    ck_assert_int_eq(weir_post(kit.w, close_inside, &answer), 0);
    uint64_t wakes = stats_now().wakes;
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(answer, 1);
    ck_assert_uint_eq(stats_now().wakes, wakes);
}
END_TEST

/* The one timer that there is, withdrawn when nothing can arrive any more. */
static struct {
    struct weir_task delayed;
    struct ledger ledger;
    weir_ticket ticket;
    int close, cancel, post;
} sealed;

static void
close_and_withdraw(void *unused)
{
    (void)unused;
    sealed.close = weir_close(kit.w, WEIR_DROP, 0);
    sealed.cancel = weir_cancel(kit.w, sealed.ticket);
    sealed.post = weir_post_task(kit.w, &sealed.delayed, NULL);
}

START_TEST(after_close_a_delayed_post_is_ECLOSED_though_withdrawn_tasks_hold_every_timer)
{
    memset(&sealed, 0, sizeof sealed);
    reopen_with_capacity(1);
    sealed.delayed = ledger_task(&sealed.ledger);
    sealed.delayed.delay = WEIR_S(3600);
    sealed.ticket = must_post(sealed.delayed);
    ck_assert_int_eq(weir_post(kit.w, close_and_withdraw, NULL), 0);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(sealed.close, 1);
    ck_assert_int_eq(sealed.cancel, 0);
    ck_assert_int_eq(sealed.post, WEIR_ECLOSED);
    ck_assert_int_eq(weir_post_task(kit.w, &sealed.delayed, NULL), WEIR_ECLOSED);
    ledger_is(&sealed.ledger, 0, 1, 0);
}
END_TEST

void
laws_of_close(Suite *suite)
{
    TCase *tcase = kit_case(suite, "close");
    tcase_add_test(tcase, close_drain_runs_what_is_queued_or_due_and_drops_the_rest);
    tcase_add_test(tcase, close_drop_runs_nothing_and_tells_the_reasons_apart);
    tcase_add_test(tcase, close_inside_a_task_answers_1_and_the_turn_ends_the_rest);
    tcase_add_test(tcase, close_inside_a_task_of_the_hosts_own_turn);
    tcase_add_test(tcase, close_inside_a_nested_turn_waits_for_the_outermost);
    tcase_add_test(tcase, close_drain_starts_none_after_its_timeout);
    tcase_add_test(tcase, close_drain_with_no_time_drops_all);
    tcase_add_test(tcase, close_times_out_on_a_post_under_way_and_may_be_called_again);
    tcase_add_test(tcase, free_before_close_does_nothing_and_logs);
    tcase_add_test(tcase, free_waits_for_those_that_close_has_told_to_leave);
    tcase_add_test(tcase, free_releases_nothing_while_somebody_is_in_the_lobby);
    tcase_add_test(tcase, close_without_a_pump_is_for_any_thread);
    tcase_add_test(tcase, after_close_everything_answers_so);
    tcase_add_test(tcase, close_inside_a_task_wakes_nobody);
    tcase_add_test(tcase, after_close_a_delayed_post_is_ECLOSED_though_withdrawn_tasks_hold_every_timer);
    laws_of_races(suite);
}
