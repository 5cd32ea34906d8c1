/* SPDX-License-Identifier: MIT */
/* Laws of what the system refuses: memory, locks and a first wake, and that nothing is left behind. What the calls of
 * one pump do when they fail is tested beside that pump (tests/libevent). */
#include "ledger.h"

#include <string.h>

/* Fixture: the n-th allocation or lock fails, and what is held is counted. */

static struct {
    struct system_calls real;
    int allocations_left; /* that many still succeed */
    int locks_left;
    int blocks;
} faults;

static void *
allocate(size_t size)
{
    if (faults.allocations_left-- <= 0)
        return NULL;
    faults.blocks++;
    return faults.real.allocate(size);
}

static void
release(void *memory)
{
    faults.blocks -= memory != NULL;
    faults.real.release(memory);
}

static int
lock_init(void *native)
{
    return faults.locks_left-- <= 0 ? -1 : faults.real.lock_init(native);
}

static void
begin_faults(int allocations, int locks)
{
    faults.real = weir_system;
    faults.allocations_left = allocations;
    faults.locks_left = locks;
    faults.blocks = 0;
    weir_system.allocate = allocate;
    weir_system.release = release;
    weir_system.lock_init = lock_init;
}

static void
end_faults(void)
{
    weir_system.allocate = faults.real.allocate;
    weir_system.release = faults.real.release;
    weir_system.lock_init = faults.real.lock_init;
}

enum {
    PLENTY = 1000
};

static int
new_and_free(void)
{
    struct weir *w = kit.w;
    int result = weir_new(&w, NULL);
    ck_assert_int_eq(w != NULL, result == 0);
    if (w) {
        ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
        weir_free(w);
    }
    return result;
}

/* Laws. */

START_TEST(a_failing_allocation_at_new_leaves_nothing_behind)
{
    int answer = WEIR_ENOMEM;
    for (int n = 0; answer == WEIR_ENOMEM; n++) {
        ck_assert_int_lt(n, PLENTY);
        begin_faults(n, PLENTY);
        answer = new_and_free();
        end_faults();
        ck_assert_int_eq(faults.blocks, 0);
        ck_assert(n > 0 || answer == WEIR_ENOMEM); /* it does allocate */
    }
    ck_assert_int_eq(answer, 0);
}
END_TEST

START_TEST(a_failing_lock_at_new_leaves_nothing_behind)
{
    int answer = WEIR_ESYSTEM;
    for (int n = 0; answer == WEIR_ESYSTEM; n++) {
        ck_assert_int_lt(n, PLENTY);
        begin_faults(PLENTY, n);
        answer = new_and_free();
        end_faults();
        ck_assert_int_eq(faults.blocks, 0);
        ck_assert(n > 0 || answer == WEIR_ESYSTEM);
    }
    ck_assert_int_eq(answer, 0);
}
END_TEST

START_TEST(a_failing_allocation_at_scope_new_leaves_nothing_behind)
{
    struct weir_scope *scope = (struct weir_scope *)&faults;
    begin_faults(0, 0);
    int answer = weir_scope_new(kit.w, &scope);
    end_faults();
    ck_assert_int_eq(answer, WEIR_ENOMEM);
    ck_assert_ptr_null(scope);
    ck_assert_int_eq(faults.blocks, 0);
    ck_assert_int_eq(depth_now(), 0);
}
END_TEST

START_TEST(posting_and_running_allocate_nothing)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    struct weir_task late = ledger_task(&ledger);
    late.delay = WEIR_US(10);
    begin_faults(0, 0); /* and nothing that was accepted fails for want of memory */
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(weir_post(kit.w, ledger_run, &ledger), 0);
        ck_assert_int_eq(weir_post_task(kit.w, &late, NULL), 0);
    }
    run_until_reaches(&ledger.run, 200);
    ck_assert_int_eq(faults.allocations_left, 0);
    end_faults();
}
END_TEST

/* A pump whose first wakes fail. */
static struct {
    int wakes_to_fail;
    int wakes;
    int ended;
} bad;

static int
wake(void *self)
{
    (void)self;
    bad.wakes++;
    return bad.wakes_to_fail-- > 0 ? -1 : 0;
}

static void
end(void *self)
{
    (void)self;
    bad.ended++;
}

static const struct weir_pump bad_pump = {
    .size = sizeof bad_pump, .name = "bad", .wake = wake, .detach = end, .lost = end};

static int
is_loop_thread(void *w)
{
    return weir_on_loop_thread(w);
}

START_TEST(a_failing_first_wake_leaves_nothing_attached)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    memset(&bad, 0, sizeof bad);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    bad.wakes_to_fail = 1;
    ck_assert_int_eq(weir_attach(kit.w, &bad_pump, NULL), WEIR_ESYSTEM);
    ck_assert(log_contains("bad"));
    ck_assert_int_eq(bad.ended, 0); /* who tried to attach it frees it */
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_EDETACHED);
    ck_assert_int_eq(weir_detach(kit.w), WEIR_EDETACHED);
    must_post(ledger_task(&ledger));
    ck_assert_int_eq(bad.wakes, 1);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    run_until_reaches(&ledger.run, 1);
}
END_TEST

START_TEST(a_failing_first_wake_makes_no_loop_thread)
{
    struct weir *w;
    memset(&bad, 0, sizeof bad);
    bad.wakes_to_fail = 1;
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(weir_attach(w, &bad_pump, NULL), WEIR_ESYSTEM);
    ck_assert(!weir_on_loop_thread(w)); /* as before: it was never attached */
    ck_assert_int_eq(ask_elsewhere(is_loop_thread, w), 0);
    char text[256];
    ck_assert_int_ge(weir_print(w, text, sizeof text), 0);
    ck_assert_ptr_nonnull(strstr(text, "never attached"));
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
}
END_TEST

START_TEST(a_failing_first_wake_does_not_rename_the_host_that_was)
{
    char text[256];
    memset(&bad, 0, sizeof bad);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    bad.wakes_to_fail = 1;
    ck_assert_int_eq(weir_attach(kit.w, &bad_pump, NULL), WEIR_ESYSTEM);
    ck_assert_int_ge(weir_print(kit.w, text, sizeof text), 0);
    ck_assert_ptr_nonnull(strstr(text, "detached from "));
    ck_assert_ptr_null(strstr(text, "detached from bad"));
}
END_TEST

void
laws_of_faults(Suite *suite)
{
    TCase *tcase = kit_case(suite, "faults");
    tcase_add_test(tcase, a_failing_allocation_at_new_leaves_nothing_behind);
    tcase_add_test(tcase, a_failing_lock_at_new_leaves_nothing_behind);
    tcase_add_test(tcase, a_failing_allocation_at_scope_new_leaves_nothing_behind);
    tcase_add_test(tcase, posting_and_running_allocate_nothing);
    tcase_add_test(tcase, a_failing_first_wake_leaves_nothing_attached);
    tcase_add_test(tcase, a_failing_first_wake_makes_no_loop_thread);
    tcase_add_test(tcase, a_failing_first_wake_does_not_rename_the_host_that_was);
}
