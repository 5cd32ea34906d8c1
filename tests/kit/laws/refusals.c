/* SPDX-License-Identifier: MIT */
/* Laws of what weir refuses: the wrong thread, a bad argument; and that a refusal leaves
 * everything as it was. Not of what is refused at close (close.c), nor of a full
 * queue (room.c) or a dead ticket (tickets.c). */
#include "refusals.h"

#include <string.h>

/* Wrong thread. */

static int
turn_elsewhere(void *next)
{
    return weir_turn(kit.w, NULL, next);
}

static int
detach_elsewhere(void *unused)
{
    (void)unused;
    return weir_detach(kit.w);
}

static int
frame_elsewhere(void *unused)
{
    (void)unused;
    return weir_frame(kit.w, WEIR_FRAME_BEGIN);
}

static int
barrier_elsewhere(void *scope)
{
    return weir_scope_barrier(scope, WEIR_FOREVER);
}

static int
allow_nested_elsewhere(void *unused)
{
    (void)unused;
    return weir_allow_nested(kit.w);
}

static int
close_elsewhere(void *unused)
{
    (void)unused;
    return weir_close(kit.w, WEIR_DROP, WEIR_FOREVER);
}

static int
observe_elsewhere(void *unused)
{
    (void)unused;
    return weir_observe(kit.w, NULL, NULL);
}

START_TEST(wrong_thread_is_ETHREAD_and_changes_nothing)
{
    static struct ledger ledger;
    struct weir_scope *scope;
    struct weir_next next = {0, 0};
    memset(&ledger, 0, sizeof ledger);
    ck_assert_int_eq(weir_scope_new(kit.w, &scope), 0);
    struct weir_task task = ledger_task(&ledger);
    task.scope = scope;
    must_post(task);
    struct before before = look();
    ck_assert_int_eq(ask_elsewhere(turn_elsewhere, &next), WEIR_ETHREAD);
    ck_assert(next.earliest_ns == INT64_MAX && next.latest_ns == INT64_MAX);
    ck_assert_int_eq(ask_elsewhere(detach_elsewhere, NULL), WEIR_ETHREAD);
    ck_assert_int_eq(ask_elsewhere(frame_elsewhere, NULL), WEIR_ETHREAD);
    ck_assert_int_eq(ask_elsewhere(barrier_elsewhere, scope), WEIR_ETHREAD);
    ck_assert_int_eq(ask_elsewhere(allow_nested_elsewhere, NULL), WEIR_ETHREAD);
    ck_assert_int_eq(ask_elsewhere(close_elsewhere, NULL), WEIR_ETHREAD);
    ck_assert_int_eq(ask_elsewhere(observe_elsewhere, NULL), WEIR_ETHREAD);
    nothing_changed_since(&before);
    must_post(task); /* neither sealed nor cancelled */
    run_until_reaches(&ledger.run, 2);
    weir_scope_free(scope);
}
END_TEST

static int
attach_elsewhere(void *unused)
{
    (void)unused;
    return weir_attach(kit.w, NULL, NULL);
}

START_TEST(attach_twice_is_EBUSY)
{
    static atomic_int ran;
    ran = 0;
    ck_assert_int_eq(host->attach(kit.loop, kit.w), WEIR_EBUSY);
    ck_assert_int_eq(weir_attach(kit.w, NULL, NULL), WEIR_EBUSY);
    ck_assert_int_eq(ask_elsewhere(attach_elsewhere, NULL), WEIR_EBUSY);
    ck_assert(weir_on_loop_thread(kit.w));
    ck_assert_int_eq(weir_post(kit.w, add_one, &ran), 0);
    run_until_reaches(&ran, 1);
}
END_TEST

static void
detach_and_let_others_try(void *answers)
{
    int *answer = answers;
    answer[0] = weir_detach(kit.w);
    answer[1] = ask_elsewhere(attach_elsewhere, NULL);
    answer[2] = ask_elsewhere(close_elsewhere, NULL);
}

START_TEST(attach_and_close_from_another_thread_during_a_turn_are_EBUSY)
{
    int answer[3] = {1, 1, 1};
    ck_assert_int_eq(weir_post(kit.w, detach_and_let_others_try, answer), 0);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_EDETACHED);
    ck_assert_int_eq(answer[0], 0);
    ck_assert_int_eq(answer[1], WEIR_EBUSY);
    ck_assert_int_eq(answer[2], WEIR_EBUSY);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0); /* and it was not closed */
}
END_TEST

START_TEST(without_a_pump_detach_turn_and_host_lost_say_so)
{
    ck_assert_int_eq(weir_detach(kit.w), 0);
    struct before before = look();
    ck_assert_int_eq(weir_detach(kit.w), WEIR_EDETACHED);
    ck_assert_int_eq(weir_host_lost(kit.w), WEIR_EDETACHED);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_EDETACHED);
    nothing_changed_since(&before);
}
END_TEST

/* Bad arguments. */

START_TEST(bad_options_are_EINVAL)
{
    const struct weir_options bad[] = {
        {.capacity = (1u << 24) + 1},
        {.timers = (1u << 24) + 1},
        {.budget = {.time = -1}},
        {.budget = {.tasks = -1}},
        {.max_latency = -1},
        {.age_limit = -1},
        {.fence = -1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct weir *w = kit.w;
        ck_assert_int_eq(weir_new(&w, &bad[i]), WEIR_EINVAL);
        ck_assert_ptr_null(w);
    }
    ck_assert_int_eq(weir_new(NULL, NULL), WEIR_EINVAL);
}
END_TEST

START_TEST(bad_tasks_are_EINVAL_and_change_nothing)
{
    struct weir *other;
    struct weir_scope *foreign;
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    ck_assert_int_eq(weir_scope_new(other, &foreign), 0);
    const struct weir_task bad[] = {
        {.run = NULL},
        {.run = add_one, .lane = (enum weir_lane)(WEIR_URGENT - 1)},
        {.run = add_one, .lane = (enum weir_lane)(WEIR_BACKGROUND + 1)},
        {.run = add_one, .delay = -1},
        {.run = add_one, .wait_for_room = -1},
        {.run = add_one, .delay = 1, .frames = 1},
        {.run = add_one, .delay = 1, .frame_end = true},
        {.run = add_one, .scope = foreign},
    };
    struct before before = look();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        weir_ticket ticket = 1;
        ck_assert_int_eq(weir_post_task(kit.w, &bad[i], &ticket), WEIR_EINVAL);
        ck_assert_uint_eq(ticket, 0);
    }
    nothing_changed_since(&before);
    weir_scope_free(foreign);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, 0), 0);
    weir_free(other);
}
END_TEST

START_TEST(bad_arguments_of_the_executor_are_EINVAL)
{
    struct before before = look();
    struct weir_next next = {0, 0};
    struct weir_load load;
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){0, 0}, &next), WEIR_EINVAL);
    ck_assert(next.earliest_ns == INT64_MAX && next.latest_ns == INT64_MAX);
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){-1, 1}, &next), WEIR_EINVAL);
    ck_assert_int_eq(weir_turn(kit.w, &(struct weir_budget){1, -1}, &next), WEIR_EINVAL);
    ck_assert_int_eq(weir_post(kit.w, NULL, &load), WEIR_EINVAL);
    ck_assert_int_eq(weir_post_task(kit.w, NULL, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_call(kit.w, add_one, NULL, -1), WEIR_EINVAL);
    ck_assert_int_eq(weir_allow_nested(kit.w), WEIR_EINVAL); /* no task is running */
    ck_assert_int_eq(weir_frame(kit.w, (enum weir_frame_edge)0), WEIR_EINVAL);
    ck_assert_int_eq(weir_frame(kit.w, (enum weir_frame_edge)3), WEIR_EINVAL);
    ck_assert_int_eq(weir_close(kit.w, (enum weir_close_how)0, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, -1), WEIR_EINVAL);
    ck_assert_int_eq(weir_fork_child(kit.w, (enum weir_fork_how)0), WEIR_EINVAL);
    ck_assert_int_eq(weir_load(kit.w, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_print(kit.w, NULL, 1), WEIR_EINVAL);
    ck_assert_int_eq(weir_stats(kit.w, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_new(kit.w, NULL), WEIR_EINVAL);
    nothing_changed_since(&before);
}
END_TEST

START_TEST(bad_pumps_are_EINVAL)
{
    ck_assert_int_eq(weir_detach(kit.w), 0);
    struct before before = look();
    const struct weir_pump sizeless = {.name = "x"}, nameless = {.size = sizeof nameless};
    ck_assert_int_eq(weir_attach(kit.w, &sizeless, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_attach(kit.w, &nameless, NULL), WEIR_EINVAL);
    nothing_changed_since(&before);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
}
END_TEST

START_TEST(no_weir_is_EINVAL)
{
    struct weir_next next = {0, 0};
    struct weir_load load;
    struct weir_stats stats;
    struct weir_scope *scope = (struct weir_scope *)&load;
    ck_assert_int_eq(weir_post(NULL, add_one, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_post_task(NULL, &(struct weir_task){.run = add_one}, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_cancel(NULL, 1), WEIR_EINVAL);
    ck_assert_int_eq(weir_call(NULL, add_one, NULL, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_turn(NULL, NULL, &next), WEIR_EINVAL);
    ck_assert(next.earliest_ns == INT64_MAX && next.latest_ns == INT64_MAX);
    ck_assert_int_eq(weir_allow_nested(NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_frame(NULL, WEIR_FRAME_BEGIN), WEIR_EINVAL);
    ck_assert_int_eq(weir_close(NULL, WEIR_DROP, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_fork_child(NULL, WEIR_FORK_KEEP), WEIR_EINVAL);
    ck_assert_int_eq(weir_load(NULL, &load), WEIR_EINVAL);
    ck_assert_int_eq(weir_print(NULL, NULL, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_stats(NULL, &stats), WEIR_EINVAL);
    ck_assert_int_eq(weir_observe(NULL, NULL, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_attach(NULL, NULL, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_detach(NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_host_lost(NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_new(NULL, &scope), WEIR_EINVAL);
    ck_assert_ptr_null(scope);
    ck_assert_int_eq(weir_scope_cancel(NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_barrier(NULL, 0), WEIR_EINVAL);
    ck_assert(!weir_on_loop_thread(NULL));
    weir_scope_free(NULL);
    weir_free(NULL);
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

START_TEST(a_bad_timeout_leaves_the_scope_alone)
{
    static struct ledger ledger;
    struct weir_scope *scope;
    memset(&ledger, 0, sizeof ledger);
    ck_assert_int_eq(weir_scope_new(kit.w, &scope), 0);
    struct weir_task task = ledger_task(&ledger);
    task.scope = scope;
    must_post(task);
    ck_assert_int_eq(weir_scope_barrier(scope, -1), WEIR_EINVAL);
    must_post(task);
    run_until_idle();
    ledger_is(&ledger, 2, 0, 0);
    weir_scope_free(scope);
}
END_TEST

void
laws_of_refusals(Suite *suite)
{
    TCase *tcase = kit_case(suite, "refusals");
    tcase_add_test(tcase, wrong_thread_is_ETHREAD_and_changes_nothing);
    tcase_add_test(tcase, attach_twice_is_EBUSY);
    tcase_add_test(tcase, attach_and_close_from_another_thread_during_a_turn_are_EBUSY);
    tcase_add_test(tcase, without_a_pump_detach_turn_and_host_lost_say_so);
    tcase_add_test(tcase, bad_options_are_EINVAL);
    tcase_add_test(tcase, bad_tasks_are_EINVAL_and_change_nothing);
    tcase_add_test(tcase, bad_arguments_of_the_executor_are_EINVAL);
    tcase_add_test(tcase, bad_pumps_are_EINVAL);
    tcase_add_test(tcase, no_weir_is_EINVAL);
    tcase_add_test(tcase, a_bad_timeout_leaves_the_scope_alone);
    laws_of_room(suite);
    laws_of_tickets(suite);
}
