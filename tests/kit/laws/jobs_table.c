/* SPDX-License-Identifier: MIT */
/* Laws of the table: ids that name nothing touch nothing, it keeps what it is told to, and it can be read while others
 * start jobs. Not of what it takes (jobs_memory.c), nor of what one record says (jobs_end.c, jobs_results.c). */
#include "jobs.h"

/* Ids. */

static void
names_nothing(int64_t id)
{
    static const struct weir_job_info none;
    struct weir_job_info info;
    void *result = &info;
    memset(&info, 1, sizeof info);
    ck_assert_int_eq(weir_job_cancel(kit.w, id), WEIR_ESTALE);
    ck_assert_int_eq(weir_job_wait(kit.w, id, 0), WEIR_ESTALE);
    ck_assert_int_eq(weir_job_reschedule(kit.w, id, 0), WEIR_ESTALE);
    ck_assert_int_eq(weir_job_take(kit.w, id, &result), WEIR_ESTALE);
    ck_assert_ptr_null(result);
    ck_assert_int_eq(weir_job_get(kit.w, id, &info, NULL, 0), WEIR_ESTALE);
    ck_assert_int_eq(info.id, none.id);
    ck_assert_int_eq(info.status, none.status);
    ck_assert_int_eq(info.created_at, 0);
    ck_assert_uint_eq(info.text_size, 0);
}

START_TEST(stale_and_invented_ids_are_ESTALE_and_touch_nothing)
{
    struct job *gone = start(end_at_once);
    run_until_ended(gone);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 1);
    names_nothing(gone->id);
    struct job *job = settled(start(sleep_long)); /* perhaps where the other was */
    const int64_t invented[] = {gone->id, 0, -1, INT64_MIN, INT64_MAX, -job->id, ~job->id};
    for (size_t i = 0; i < sizeof invented / sizeof *invented; i++)
        names_nothing(invented[i]);
    for (int bit = 0; bit < 63; bit++)
        names_nothing(job->id ^ INT64_C(1) << bit);
    struct weir_job_info info = info_of(job);
    ck_assert_int_eq(info.status, WEIR_JOB_RUNNING);
    ck_assert(!info.cancel_requested);
    ck_assert_int_gt(info.remaining, WEIR_S(3000));
    for (size_t i = 0; i < sizeof invented / sizeof *invented; i++)
        weir_job_next(kit.w, invented[i]); /* need not name a job */
    cancel_and_end(job);
}
END_TEST

START_TEST(the_ids_of_another_weir_name_nothing_here)
{
    struct weir *other;
    struct job *job = settled(start(sleep_long));
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(other, job->id, &info, NULL, 0), WEIR_ESTALE); /* it has never had a job */
    ck_assert_int_eq(weir_job_cancel(other, job->id), WEIR_ESTALE);
    ck_assert_int_eq(weir_job_next(other, 0), 0);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, 0), 0);
    weir_free(other);
    cancel_and_end(job);
}
END_TEST

/* Going over it. */

/* How many of the law's jobs are in the table; each must be one of them, and met once. */
static int
count_table(void)
{
    int count = 0;
    bool met[MOST_JOBS] = {false};
    for (int64_t id = weir_job_next(kit.w, 0); id > 0; id = weir_job_next(kit.w, id), count++) {
        int i = 0;
        while (i < jobs_made && jobs[i].id != id)
            i++;
        ck_assert_int_lt(i, jobs_made);
        ck_assert(!met[i]);
        met[i] = true;
    }
    return count;
}

START_TEST(the_table_is_gone_over_though_it_changes)
{
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
    for (int i = 0; i < 20; i++)
        start(i % 2 ? end_at_once : sleep_long);
    ck_assert_int_eq(count_table(), 20);
    for (int i = 1; i < 20; i += 2)
        run_until_ended(&jobs[i]);
    settled(&jobs[18]);
    ck_assert_int_eq(count_table(), 20);
    int64_t id = weir_job_next(kit.w, 0);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 10);
    ck_assert_int_eq(count_table(), 10);
    int rest = 0; /* from an id that may name nothing any more */
    while ((id = weir_job_next(kit.w, id)) > 0)
        rest++;
    ck_assert(rest == 9 || rest == 10);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 0);
    ck_assert_int_eq(weir_jobs_cancel_all(kit.w), 10);
    run_until_all_ended();
}
END_TEST

START_TEST(the_table_keeps_as_many_as_it_is_told)
{
    ck_assert_int_eq(weir_jobs_keep(kit.w, 5, WEIR_FOREVER), 0);
    for (int i = 0; i < 12; i++)
        run_until_ended(start(end_at_once));
    ck_assert_int_eq(count_table(), 5);
    for (int i = 0; i < 12; i++) {
        struct weir_job_info info;
        ck_assert_int_eq(weir_job_get(kit.w, jobs[i].id, &info, NULL, 0), i < 7 ? WEIR_ESTALE : 0);
    }
    struct job *alive = settled(start(sleep_long)); /* is kept beside */
    for (int i = 0; i < 6; i++)
        run_until_ended(start(end_at_once));
    ck_assert_int_eq(info_of(alive).status, WEIR_JOB_RUNNING);
    ck_assert_int_eq(count_table(), 6);
    ck_assert_int_eq(weir_jobs_keep(kit.w, 0, 0), 0);
    run_until_ended(start(end_at_once));
    ck_assert_int_eq(count_table(), 1);
    cancel_and_end(alive);
}
END_TEST

START_TEST(the_table_keeps_as_long_as_it_is_told)
{
    ck_assert_int_eq(weir_jobs_keep(kit.w, 1000, WEIR_MS(2)), 0);
    struct job *old = start(end_at_once);
    run_until_ended(old);
    burn(WEIR_MS(3));
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(kit.w, old->id, &info, NULL, 0),
                     WEIR_ESTALE); /* what is too old is not shown */
    ck_assert_int_eq(count_table(), 0);
    names_nothing(old->id);
}
END_TEST

START_TEST(bad_limits_of_the_table_change_nothing)
{
    ck_assert_int_eq(weir_jobs_keep(kit.w, 1, WEIR_FOREVER), 0);
    ck_assert_int_eq(weir_jobs_keep(NULL, 5, 5), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_keep(kit.w, 1048577, 5), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_keep(kit.w, 0, -1), WEIR_EINVAL);
    run_until_ended(start(end_at_once));
    run_until_ended(start(end_at_once));
    ck_assert_int_eq(count_table(), 1);
}
END_TEST

/* Read while others start. */

enum {
    STARTERS = 4,
    EACH = 60
};

static atomic_int starters_left;

static void *
start_many(void *arg)
{
    struct job *own = arg;
    for (int i = 0; i < EACH; i++) {
        struct weir_job_spec spec = spec_of(&own[i]);
        spec.description = "one of many";
        spec.info = "{\"one\": [1, 2, 3]}";
        spec.delay = i % 3 ? 0 : WEIR_US(50);
        own[i].id = weir_job_start(kit.w, &spec);
        if (own[i].id <= 0)
            return arg;
    }
    atomic_fetch_sub(&starters_left, 1);
    return NULL;
}

static bool
info_is_whole(const struct weir_job_info *info)
{
    return info->id > 0 && strcmp(info->description, "one of many") == 0 &&
           strcmp(info->info, "{\"one\": [1, 2, 3]}") == 0 && info->created_at > 0 &&
           (info->status > WEIR_JOB_RUNNING) == (info->completed_at != 0) && info->steps <= 3;
}

/* NULL: all was as it should be. */
static void *
read_all_the_while(void *unused)
{
    char text[256];
    static char whole[65536];
    int looks = 0;
    do {
        for (int64_t id = weir_job_next(kit.w, 0); id > 0; id = weir_job_next(kit.w, id)) {
            struct weir_job_info info;
            int answer = weir_job_get(kit.w, id, &info, text, sizeof text);
            if (answer == WEIR_ESTALE)
                continue;
            if (answer != 0 || info.id != id || !info_is_whole(&info))
                return whole;
        }
        enum weir_jobs_format format = looks++ % 2 ? WEIR_JOBS_JSON : WEIR_JOBS_TEXT;
        if (weir_jobs_print(kit.w, format, whole, sizeof whole) < 0)
            return whole;
        if (format == WEIR_JOBS_JSON && whole[0] != '[')
            return whole;
    } while (atomic_load(&starters_left) > 0 && !kit_is_over());
    return unused;
}

START_TEST(one_thread_reads_the_table_while_four_start_jobs)
{
    pthread_t threads[STARTERS];
    starters_left = STARTERS;
    for (int i = 0; i < STARTERS * EACH; i++)
        a_job(end_at_number)->number = 3;
    for (int i = 0; i < STARTERS; i++)
        threads[i] = kit_thread(start_many, &jobs[i * EACH]);
    pthread_t reader = kit_thread(read_all_the_while, NULL);
    run_until_reaches(&jobs_ended, STARTERS * EACH);
    for (int i = 0; i < STARTERS; i++)
        ck_assert_ptr_null(kit_join(threads[i]));
    ck_assert_ptr_null(kit_join(reader));
    ck_assert_int_eq(count_table(), STARTERS * EACH);
}
END_TEST

static atomic_bool stop_clearing;

static void *
clear_all_the_while(void *unused)
{
    while (!atomic_load(&stop_clearing) && !kit_is_over()) {
        weir_jobs_clear(kit.w);
        weir_jobs_keep(kit.w, 3, WEIR_FOREVER);
        weir_jobs_cancel_all(kit.w);
        sched_yield();
    }
    return unused;
}

START_TEST(the_table_may_be_cleared_and_cancelled_while_it_is_read_and_filled)
{
    pthread_t threads[STARTERS];
    starters_left = STARTERS;
    atomic_store(&stop_clearing, false);
    for (int i = 0; i < STARTERS * EACH; i++)
        a_job(end_at_number)->number = 3;
    for (int i = 0; i < STARTERS; i++)
        threads[i] = kit_thread(start_many, &jobs[i * EACH]);
    pthread_t reader = kit_thread(read_all_the_while, NULL);
    pthread_t clearer = kit_thread(clear_all_the_while, NULL);
    run_until_reaches(&jobs_ended, STARTERS * EACH);
    atomic_store(&stop_clearing, true);
    for (int i = 0; i < STARTERS; i++)
        ck_assert_ptr_null(kit_join(threads[i]));
    ck_assert_ptr_null(kit_join(reader));
    kit_join(clearer);
    weir_jobs_clear(kit.w);
    ck_assert_int_eq(count_table(), 0);
}
END_TEST

/* Printing. */

START_TEST(the_table_is_printed_whole_or_cut)
{
    char whole[4096], cut[32];
    struct job *fails = a_job(fail_at_once), *waits = a_job(sleep_long);
    struct weir_job_spec spec = spec_of(fails);
    spec.description = "\"quoted\" \xff\n";
    start_with(fails, spec);
    settled(start_with(waits, spec_of(waits)));
    run_until_ended(fails);
    for (int format = WEIR_JOBS_TEXT; format <= WEIR_JOBS_JSON; format++) {
        int64_t length = weir_jobs_print(kit.w, (enum weir_jobs_format)format, whole, sizeof whole);
        ck_assert_int_gt(length, 40);
        ck_assert_int_eq((int64_t)strlen(whole), length);
        ck_assert_ptr_nonnull(strstr(whole, "failed"));
        ck_assert_ptr_nonnull(strstr(whole, "running"));
        ck_assert_ptr_nonnull(strstr(whole, "as planned"));
        memset(cut, 'x', sizeof cut);
        ck_assert_int_ge(weir_jobs_print(kit.w, (enum weir_jobs_format)format, cut, sizeof cut), 40);
        ck_assert_int_lt((int)strlen(cut), (int)sizeof cut);
        ck_assert_int_ge(weir_jobs_print(kit.w, (enum weir_jobs_format)format, NULL, 0), 40);
    }
    cancel_and_end(waits);
}
END_TEST

void
laws_of_job_table(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job table");
    tcase_add_test(tcase, stale_and_invented_ids_are_ESTALE_and_touch_nothing);
    tcase_add_test(tcase, the_ids_of_another_weir_name_nothing_here);
    tcase_add_test(tcase, the_table_is_gone_over_though_it_changes);
    tcase_add_test(tcase, the_table_keeps_as_many_as_it_is_told);
    tcase_add_test(tcase, the_table_keeps_as_long_as_it_is_told);
    tcase_add_test(tcase, bad_limits_of_the_table_change_nothing);
    tcase_add_test(tcase, one_thread_reads_the_table_while_four_start_jobs);
    tcase_add_test(tcase, the_table_may_be_cleared_and_cancelled_while_it_is_read_and_filled);
    tcase_add_test(tcase, the_table_is_printed_whole_or_cut);
}
