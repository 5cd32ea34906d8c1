/* SPDX-License-Identifier: MIT */
/* Laws of the histogram of how long tasks ran. Not of the other counters (turns.c, wakes.c). */
#include "jobs.h"

/* How many tasks there are in the classes from this one on. */
static uint64_t
ran_from(int class)
{
    struct weir_stats stats = stats_now();
    uint64_t sum = 0;
    for (int i = class; i < WEIR_RAN_CLASSES; i++)
        sum += stats.ran[i];
    return sum;
}

START_TEST(each_task_that_ran_is_in_one_class_and_one_that_was_dropped_in_none)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    struct weir_scope *scope = a_scope();
    struct weir_task task = ledger_task(&ledger);
    for (int i = 0; i < 10; i++)
        must_post(task);
    task.scope = scope;
    must_post(task);
    ck_assert_int_eq(weir_scope_cancel(scope), 0); /* which weir attends to by itself */
    struct job *job = a_job(end_at_number);
    job->number = 3;
    start_with(job, spec_of(job));
    run_until_ended(job);
    run_until_idle();
    ledger_is(&ledger, 10, 1, 0);
    ck_assert_uint_eq(stats_now().run, 13);
    ck_assert_uint_eq(ran_from(0), 13);
    weir_scope_free(scope);
}
END_TEST

static void
burn_3_ms(void *done)
{
    burn(WEIR_MS(3));
    add_one(done);
}

START_TEST(a_task_of_three_milliseconds_is_in_the_class_of_two_to_four_or_above)
{
    static atomic_int done;
    done = 0;
    ck_assert_int_eq(weir_post(kit.w, burn_3_ms, &done), 0);
    run_until_reaches(&done, 1);
    run_until_idle();
    ck_assert_uint_eq(ran_from(0), 1);
    ck_assert_uint_eq(ran_from(12), 1); /* 2^11 to 2^12 us */
}
END_TEST

void
laws_of_ran(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "ran");
    tcase_add_test(tcase, each_task_that_ran_is_in_one_class_and_one_that_was_dropped_in_none);
    tcase_add_test(tcase, a_task_of_three_milliseconds_is_in_the_class_of_two_to_four_or_above);
}
