/* SPDX-License-Identifier: MIT */
/* Laws of a full queue: the refusal, and the wait for room. Not of the wait for a call (calls.c). */
#include "refusals.h"

#include <string.h>

static int
post_to(enum weir_lane lane, struct ledger *ledger)
{
    struct weir_task task = ledger_task(ledger);
    task.lane = lane;
    return weir_post_task(kit.w, &task, NULL);
}

START_TEST(full_is_EFULL_and_changes_nothing)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    reopen_with_capacity(4);
    struct weir_task task = ledger_task(&ledger);
    for (int lane = WEIR_URGENT; lane <= WEIR_BACKGROUND; lane++)
        for (int i = 0; i < 5; i++)
            ck_assert_int_eq(post_to((enum weir_lane)lane, &ledger), i < 4 ? 0 : WEIR_EFULL);
    task.delay = WEIR_MS(1);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(weir_post_task(kit.w, &task, NULL), i < 4 ? 0 : WEIR_EFULL);
    struct before before = look();
    weir_ticket ticket = 1;
    task.delay = 0;
    ck_assert_int_eq(weir_post_task(kit.w, &task, &ticket), WEIR_EFULL);
    ck_assert_uint_eq(ticket, 0);
    ck_assert_int_eq(weir_post(kit.w, ledger_run, &ledger), WEIR_EFULL);
    nothing_changed_since(&before);
    run_until_idle();
    ledger_is(&ledger, 16, 0, 0);
    ck_assert_int_eq(weir_post(kit.w, ledger_run, &ledger), 0);
}
END_TEST

static struct {
    struct ledger ledger;
    struct weir_scope *scope;
    int64_t delay;
    int answer;
} poster;

static void *
post_and_wait(void *wait)
{
    struct weir_task task = ledger_task(&poster.ledger);
    task.scope = poster.scope;
    task.delay = poster.delay;
    task.wait_for_room = *(int64_t *)wait;
    poster.answer = weir_post_task(kit.w, &task, NULL);
    return NULL;
}

/* Fills a lane of two, and has another thread wait for room. */
static pthread_t
somebody_waits_for_room(bool in_scope)
{
    static int64_t forever = WEIR_FOREVER;
    memset(&poster, 0, sizeof poster);
    reopen_with_capacity(2);
    if (in_scope)
        ck_assert_int_eq(weir_scope_new(kit.w, &poster.scope), 0);
    for (int i = 0; i < 2; i++)
        must_post(ledger_task(&poster.ledger));
    pthread_t thread = kit_thread(post_and_wait, &forever);
    await_waiters(1);
    return thread;
}

START_TEST(who_waits_for_room_gets_it)
{
    pthread_t thread = somebody_waits_for_room(false);
    run_until_reaches(&poster.ledger.run, 3);
    kit_join(thread);
    ck_assert_int_eq(poster.answer, 0);
}
END_TEST

enum {
    CROWD = 6
};

static void *
join_crowd(void *unused)
{
    (void)unused;
    struct weir_task task = ledger_task(&poster.ledger);
    task.wait_for_room = WEIR_FOREVER;
    weir_post_task(kit.w, &task, NULL);
    return NULL;
}

START_TEST(many_who_wait_for_room_all_get_it)
{
    memset(&poster, 0, sizeof poster);
    reopen_with_capacity(2);
    for (int i = 0; i < 2; i++)
        must_post(ledger_task(&poster.ledger));
    for (int i = 0; i < CROWD; i++)
        kit_thread(join_crowd, NULL);
    await_waiters(CROWD);
    run_until_reaches(&poster.ledger.run, 2 + CROWD);
}
END_TEST

static struct {
    weir_ticket ticket;
    int answer;
} withdrawal;

static void
withdraw(void *unused)
{
    (void)unused;
    withdrawal.answer = weir_cancel(kit.w, withdrawal.ticket);
}

/* A turn in which the only timer falls due, and is withdrawn by a task that runs before it. */
static void
withdraw_as_it_falls_due(void)
{
    struct weir_task due = ledger_task(&poster.ledger);
    due.delay = 1;
    must_post((struct weir_task){.run = withdraw});
    withdrawal.ticket = must_post(due);
    burn(WEIR_US(10));
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){.tasks = 1000}, NULL), 2);
    ck_assert_int_eq(withdrawal.answer, 0);
}

START_TEST(who_waits_for_a_timer_that_is_withdrawn_as_it_falls_due_gets_it)
{
    enum {
        LAPS = 10
    };
    static int64_t forever = WEIR_FOREVER;
    memset(&poster, 0, sizeof poster);
    poster.delay = 1;
    kit_close();
    kit_open(&(struct weir_options){.timers = 1});
    for (int lap = 1; lap <= LAPS; lap++) {
        withdraw_as_it_falls_due();
        pthread_t thread = kit_thread(post_and_wait, &forever);
        await_waiters(1); /* the slot is used until the next turn hears of the withdrawal */
        run_until_reaches(&poster.ledger.run, lap);
        kit_join(thread);
        ck_assert_int_eq(poster.answer, 0);
    }
    run_until_idle();
    ledger_is(&poster.ledger, LAPS, LAPS, 0);
}
END_TEST

START_TEST(a_cancel_of_the_scope_ends_the_wait_for_room)
{
    pthread_t thread = somebody_waits_for_room(true);
    ck_assert_int_eq(weir_scope_cancel(poster.scope), 0);
    kit_join(thread);
    ck_assert_int_eq(poster.answer, WEIR_ECANCELLED);
    weir_scope_free(poster.scope);
    run_until_idle();
    ledger_is(&poster.ledger, 2, 0, 0);
}
END_TEST

static void *
cancel_scope_of_poster(void *unused)
{
    (void)unused;
    weir_scope_cancel(poster.scope);
    return NULL;
}

static bool
is_scope_of_poster_cancelled(void *unused)
{
    (void)unused;
    return weir_scope_is_cancelled(poster.scope);
}

static bool
is_scope_of_poster_empty(void *unused)
{
    (void)unused;
    return atom_load(&poster.scope->word, acquire) < SCOPE_ONE;
}

static int
waiters(void *unused)
{
    (void)unused;
    return waiters_now();
}

/* weir_free waits for who is in the lobby, and to leave a freed scope takes the lock of its weir. */
START_TEST(who_waited_for_room_into_a_freed_scope_has_left_that_before_weir_free_goes_on)
{
    pthread_t thread = somebody_waits_for_room(true);
    weir_scope_hold(poster.scope);
    mutex_lock(&kit.w->lobby.lock); /* who waits sees the cancel when the scope has been freed */
    pthread_t canceller = kit_thread(cancel_scope_of_poster, NULL);
    await(is_scope_of_poster_cancelled, NULL);
    weir_scope_free(poster.scope);
    mutex_lock(&kit.w->scopes.lock); /* and gets no further than to where it leaves the tree */
    mutex_unlock(&kit.w->lobby.lock);
    await(is_scope_of_poster_empty, NULL);
    int in_lobby = ask_elsewhere(waiters, NULL);
    mutex_unlock(&kit.w->scopes.lock);

    kit_join(thread);
    kit_join(canceller);
    ck_assert_int_eq(in_lobby, 1);
    ck_assert_int_eq(poster.answer, WEIR_ECANCELLED);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    weir_scope_release(poster.scope);
}
END_TEST

START_TEST(a_close_ends_the_wait_for_room)
{
    pthread_t thread = somebody_waits_for_room(false);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, WEIR_FOREVER), 0);
    kit_join(thread);
    ck_assert_int_eq(poster.answer, WEIR_ECLOSED);
    ledger_is(&poster.ledger, 0, 0, 2);
}
END_TEST

START_TEST(a_wait_for_room_that_is_over_is_EFULL)
{
    static int64_t short_while = WEIR_MS(1);
    memset(&poster, 0, sizeof poster);
    reopen_with_capacity(2);
    for (int i = 0; i < 2; i++)
        must_post(ledger_task(&poster.ledger));
    kit_join(kit_thread(post_and_wait, &short_while));
    ck_assert_int_eq(poster.answer, WEIR_EFULL);
    run_until_idle();
    ledger_is(&poster.ledger, 2, 0, 0);
}
END_TEST

START_TEST(waiting_for_room_on_the_loop_thread_is_EDEADLK)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    reopen_with_capacity(2);
    struct weir_task task = ledger_task(&ledger);
    task.wait_for_room = WEIR_FOREVER;
    for (int i = 0; i < 2; i++)
        must_post(task); /* there is room: nothing to wait for */
    weir_ticket ticket = 1;
    ck_assert_int_eq(weir_post_task(kit.w, &task, &ticket), WEIR_EDEADLK);
    ck_assert_uint_eq(ticket, 0);
    run_until_idle();
    ledger_is(&ledger, 2, 0, 0);
}
END_TEST

void
laws_of_room(Suite *suite)
{
    TCase *tcase = kit_case(suite, "room");
    tcase_add_test(tcase, full_is_EFULL_and_changes_nothing);
    tcase_add_test(tcase, who_waits_for_room_gets_it);
    tcase_add_test(tcase, many_who_wait_for_room_all_get_it);
    tcase_add_test(tcase, who_waits_for_a_timer_that_is_withdrawn_as_it_falls_due_gets_it);
    tcase_add_test(tcase, a_cancel_of_the_scope_ends_the_wait_for_room);
    tcase_add_test(tcase, who_waited_for_room_into_a_freed_scope_has_left_that_before_weir_free_goes_on);
    tcase_add_test(tcase, a_close_ends_the_wait_for_room);
    tcase_add_test(tcase, a_wait_for_room_that_is_over_is_EFULL);
    tcase_add_test(tcase, waiting_for_room_on_the_loop_thread_is_EDEADLK);
}
