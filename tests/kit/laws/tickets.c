/* SPDX-License-Identifier: MIT */
/* Laws of tickets: withdrawing a task before it starts. Not of scopes, which withdraw many (scopes.c). */
#include "refusals.h"

#include <string.h>

static const int64_t delays[] = {0, WEIR_MS(1), WEIR_S(3600)};

START_TEST(a_withdrawn_task_never_runs_and_is_dropped_once)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    struct weir_task task = ledger_task(&ledger);
    task.delay = delays[_i];
    weir_ticket ticket = must_post(task);
    ck_assert_uint_ne(ticket, 0);
    ck_assert_int_eq(weir_cancel(kit.w, ticket), 0);
    ledger_is(&ledger, 0, 0, 0); /* never inside the call */
    ck_assert_int_eq(weir_cancel(kit.w, ticket), WEIR_ESTALE);
    run_until_idle();
    ledger_is(&ledger, 0, 1, 0);
    ck_assert_int_eq(weir_cancel(kit.w, ticket), WEIR_ESTALE);
}
END_TEST

static struct {
    weir_ticket own;
    int answer;
    struct ledger ledger;
} self_cancel;

static void
cancel_own(void *unused)
{
    (void)unused;
    self_cancel.answer = weir_cancel(kit.w, self_cancel.own);
    ledger_run(&self_cancel.ledger);
}

START_TEST(a_task_that_has_started_cannot_be_withdrawn)
{
    memset(&self_cancel, 0, sizeof self_cancel);
    self_cancel.own = must_post((struct weir_task){.run = cancel_own, .delay = delays[_i]});
    run_until_reaches(&self_cancel.ledger.run, 1);
    ck_assert_int_eq(self_cancel.answer, WEIR_ESTALE);
}
END_TEST

START_TEST(stale_foreign_and_invented_tickets_are_ESTALE)
{
    static struct ledger ledger;
    struct weir *other;
    memset(&ledger, 0, sizeof ledger);
    reopen_with_capacity(2);
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    struct weir_task task = ledger_task(&ledger);
    for (int delay = 0; delay < 2; delay++) {
        task.delay = delays[delay];
        weir_ticket stale = must_post(task);
        run_until_idle();
        must_post(task);
        weir_ticket waits = must_post(task); /* in the cell, or in the slot, that the stale one named */
        ck_assert_int_eq(weir_cancel(kit.w, stale), WEIR_ESTALE);
        ck_assert_int_eq(weir_cancel(other, waits), WEIR_ESTALE);
        for (int bit = 0; bit < 64; bit++)
            ck_assert_int_eq(weir_cancel(other, waits ^ UINT64_C(1) << bit), WEIR_ESTALE);
        run_until_idle();
    }
    ck_assert_int_eq(weir_cancel(kit.w, 0), WEIR_ESTALE);
    ck_assert_int_eq(weir_cancel(kit.w, UINT64_MAX), WEIR_ESTALE);
    ledger_is(&ledger, 6, 0, 0);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, 0), 0);
    weir_free(other);
}
END_TEST

START_TEST(an_invented_ticket_harms_no_task)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    reopen_with_capacity(4);
    struct weir_task task = ledger_task(&ledger);
    for (int lap = 0; lap < 4; lap++) {
        weir_ticket ticket = must_post(task);
        for (int bit = 0; bit < 64; bit++)
            ck_assert_int_eq(weir_cancel(kit.w, ticket ^ UINT64_C(1) << bit), WEIR_ESTALE);
        run_until_idle();
    }
    ledger_is(&ledger, 4, 0, 0);
}
END_TEST

static struct {
    weir_ticket tickets[1000];
    atomic_int posted;
    atomic_int withdrawn;
} duel;

/* From the newest to the oldest, so that it meets the loop thread on the way. */
static void *
withdraw_all(void *unused)
{
    (void)unused;
    for (int i = 999; i >= 0; i--)
        if (weir_cancel(kit.w, duel.tickets[i]) == 0)
            add_one(&duel.withdrawn);
    return NULL;
}

START_TEST(a_withdrawal_and_a_start_agree_on_who_came_first)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    memset(&duel, 0, sizeof duel);
    struct weir_task task = ledger_task(&ledger);
    task.delay = _i; /* 0: in a ring; 1 ns: in a slot */
    for (int i = 0; i < 1000; i++)
        duel.tickets[i] = must_post(task);
    pthread_t thread = kit_thread(withdraw_all, NULL);
    run_until_idle();
    kit_join(thread);
    run_until_idle();
    ledger_is(&ledger, 1000 - duel.withdrawn, duel.withdrawn, 0);
}
END_TEST

void
laws_of_tickets(Suite *suite)
{
    TCase *tcase = kit_case(suite, "tickets");
    tcase_add_loop_test(tcase, a_withdrawn_task_never_runs_and_is_dropped_once, 0, 3);
    tcase_add_loop_test(tcase, a_task_that_has_started_cannot_be_withdrawn, 0, 2);
    tcase_add_test(tcase, stale_foreign_and_invented_tickets_are_ESTALE);
    tcase_add_test(tcase, an_invented_ticket_harms_no_task);
    tcase_add_loop_test(tcase, a_withdrawal_and_a_start_agree_on_who_came_first, 0, 2);
}
