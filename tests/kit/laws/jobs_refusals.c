/* SPDX-License-Identifier: MIT */
/* Laws of what the functions of jobs and scopes refuse: no weir, bad arguments, the wrong thread, a weir that is closed.
 * Not of ids that name nothing (jobs_table.c). */
#include "jobs.h"
#include "refusals.h"

#include <stdlib.h>

static int
end_it(struct weir_job *self, void *unused)
{
    return weir_done(self, unused);
}

static void
not_told(void *counter, const struct weir_job_info *info)
{
    (void)info;
    add_one(counter);
}

static atomic_int told;

static struct weir_job_spec
good_spec(void)
{
    told = 0;
    return (struct weir_job_spec){.step = end_it, .on_done = not_told, .arg = &told};
}

static void
is_refused(const struct weir_job_spec *spec, int code)
{
    ck_assert_int_eq(weir_job_start(kit.w, spec), code);
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
}

/* Bad jobs. */

START_TEST(bad_jobs_are_EINVAL_and_start_nothing)
{
    struct weir *w;
    struct weir_scope *foreign;
    char long_key[257];
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(weir_scope_new(w, &foreign), 0);
    memset(long_key, 'k', 256);
    long_key[256] = 0;
    struct weir_job_spec good = good_spec(), bad[10];
    for (int i = 0; i < 10; i++)
        bad[i] = good;
    bad[0].step = NULL;
    bad[1].lane = (enum weir_lane)(WEIR_URGENT - 1);
    bad[2].lane = (enum weir_lane)(WEIR_BACKGROUND + 1);
    bad[3].delay = -1;
    bad[4].timeout = -1;
    bad[5].delay = 1, bad[5].frames = 1;
    bad[6].delay = 1, bad[6].frame_end = true;
    bad[7].scope = foreign;
    bad[8].key = "";
    bad[9].key = long_key;
    struct before before = look();
    for (int i = 0; i < 10; i++)
        is_refused(&bad[i], WEIR_EINVAL);
    is_refused(NULL, WEIR_EINVAL);
    nothing_changed_since(&before);
    long_key[255] = 0;
    ck_assert_int_gt(weir_job_start(kit.w, &bad[9]), 0);
    run_until_reaches(&told, 1); /* and nobody else is told */
    weir_scope_free(foreign);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
}
END_TEST

static const char *const no_json[] = {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[1,]",
                                      "{\"a\":}",
                                      "{\"a\" 1}",
                                      "{a: 1}",
                                      "nul",
                                      "nulll",
                                      "tru e",
                                      "01",
                                      "1.",
                                      ".5",
                                      "+1",
                                      "1e",
                                      "--1",
                                      "0x10",
                                      "NaN",
                                      "Infinity",
                                      "\"open",
                                      "\"\\x\"",
                                      "\"\\u12\"",
                                      "\"\\u12g4\"",
                                      "\"\n\"",
                                      "'single'",
                                      "1 2",
                                      "[] []",
                                      "{\"a\":1,}",
                                      "[1 2]",
                                      "{1: 2}",
                                      "// no\n1",
                                      "[",
                                      "\"a\" \"b\"",
                                      "\"tab\t\"",
                                      "{\"a\":1}x",
                                      "[\"\\ud800\"x]",
                                      "\xef\xbb\xbf[]",
                                      "]",
                                      ","};

static const char *const json[] = {"{}",
                                   "[]",
                                   "0",
                                   "-0",
                                   "-0.5e+10",
                                   "1E-2",
                                   "true",
                                   "false",
                                   "null",
                                   "\"\"",
                                   " \t\r\n[ ] ",
                                   "{\"a\": {\"b\": [1, 2, {\"c\": \"\\u00e9\\n\\\"\\\\\\/\"}]}}",
                                   "[[[[[[[[[[]]]]]]]]]]",
                                   "{\"a\":1,\"a\":2}",
                                   "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x8c\x8a\""};

START_TEST(an_info_that_is_no_JSON_is_EINVAL)
{
    struct weir_job_spec spec = good_spec();
    for (size_t i = 0; i < sizeof no_json / sizeof *no_json; i++) {
        spec.info = no_json[i];
        ck_assert_msg(weir_job_start(kit.w, &spec) == WEIR_EINVAL, "taken for JSON: %s", no_json[i]);
    }
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
    int count = (int)(sizeof json / sizeof *json);
    for (int i = 0; i < count; i++) {
        spec.info = json[i];
        ck_assert_msg(weir_job_start(kit.w, &spec) > 0, "not taken for JSON: %s", json[i]);
    }
    run_until_reaches(&told, count);
}
END_TEST

/* So long a JSON text: a string. */
static char *
json_of(size_t length)
{
    char *text = malloc(length + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, 'j', length);
    text[0] = text[length - 1] = '"';
    text[length] = 0;
    return text;
}

static char *
json_nested(size_t depth)
{
    char *text = malloc(2 * depth + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    text[2 * depth] = 0;
    return text;
}

START_TEST(an_info_may_be_long_and_deep_but_not_too_long)
{
    struct weir_job_spec spec = good_spec();
    char *most = json_of(65535), *too_long = json_of(65536), *deep = json_nested(32767);
    spec.info = too_long;
    is_refused(&spec, WEIR_EINVAL);
    spec.info = most;
    int64_t id = weir_job_start(kit.w, &spec);
    ck_assert_int_gt(id, 0);
    struct weir_job_info info;
    char *text = malloc(70000);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(weir_job_get(kit.w, id, &info, text, 70000), 0);
    ck_assert_str_eq(info.info, most);
    spec.info = deep;
    int64_t answer =
        weir_job_start(kit.w, &spec); /* or refused: a parser may have a limit to depth, but not crash */
    ck_assert(answer > 0 || answer == WEIR_EINVAL);
    run_until_reaches(&told, answer > 0 ? 2 : 1);
    free(most);
    free(too_long);
    free(deep);
    free(text);
}
END_TEST

/* Bad arguments. */

START_TEST(no_weir_and_no_job_are_EINVAL)
{
    struct weir_job_spec spec = good_spec();
    struct weir_job_info info;
    void *result = &info;
    ck_assert_int_eq(weir_job_start(NULL, &spec), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_cancel(NULL, 1), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_wait(NULL, 1, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_get(NULL, 1, &info, NULL, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_take(NULL, 1, &result), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_reschedule(NULL, 1, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_next(NULL, 0), 0);
    ck_assert_int_eq(weir_jobs_print(NULL, WEIR_JOBS_TEXT, NULL, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_cancel_all(NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_clear(NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_id(NULL), 0);
    ck_assert_ptr_null(weir_job_weir(NULL));
    ck_assert(!weir_job_cancelled(NULL));
    ck_assert(!weir_job_has_time(NULL));
    ck_assert_int_eq(weir_job_progress(NULL, 0, 0, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_leave(NULL, &info), WEIR_EINVAL);
    weir_done(NULL, NULL); /* what they answer belongs to no step; they only must not crash */
    weir_fail(NULL, "nobody");
    weir_after(NULL, 0);
    weir_after_frames(NULL, 1);
    weir_await(NULL, 1);
    weir_await_scope(NULL, NULL);
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

START_TEST(bad_arguments_of_jobs_are_EINVAL_and_change_nothing)
{
    struct job *job = settled(start(sleep_long));
    struct weir_job_info info;
    struct before before = look();
    ck_assert_int_eq(weir_job_wait(kit.w, job->id, -1), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_get(kit.w, job->id, NULL, NULL, 0), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, NULL, 1), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_take(kit.w, job->id, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, -1), WEIR_EINVAL);
    char text[8];
    ck_assert_int_eq(weir_jobs_print(kit.w, (enum weir_jobs_format)0, text, sizeof text), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_print(kit.w, (enum weir_jobs_format)3, text, sizeof text), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_print(kit.w, WEIR_JOBS_JSON, NULL, 1), WEIR_EINVAL);
    nothing_changed_since(&before);
    ck_assert_str_eq(weir_job_status_name((enum weir_job_status)(WEIR_JOB_TIMEOUT + 1)), "unknown");
    ck_assert_str_eq(weir_job_status_name((enum weir_job_status) - 1), "unknown");
    cancel_and_end(job);
}
END_TEST

START_TEST(bad_arguments_of_scope_trees_are_EINVAL)
{
    struct weir *w;
    struct weir_scope *foreign, *out = (struct weir_scope *)&w;
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(weir_scope_new(w, &foreign), 0);
    ck_assert_int_eq(weir_scope_new_in(kit.w, foreign, "x", &out), WEIR_EINVAL);
    ck_assert_ptr_null(out);
    ck_assert_int_eq(weir_scope_new_in(NULL, NULL, NULL, &out), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_new_in(kit.w, NULL, NULL, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_cancel_label(NULL, "x"), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_cancel_label(kit.w, ""), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_on_cancel(NULL, add_one, &told), WEIR_EINVAL);
    ck_assert_int_eq(weir_scope_on_cancel(foreign, NULL, &told), WEIR_EINVAL);
    ck_assert(!weir_scope_is_cancelled(NULL));
    ck_assert(!weir_scope_is_cancelled(foreign));
    weir_scope_release(NULL);
    weir_scope_free(foreign);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
}
END_TEST

/* Other threads. */

static int
use_everything(void *arg)
{
    struct job *job = arg;
    struct weir_job_info info;
    void *result;
    return weir_job_get(kit.w, job->id, &info, NULL, 0) == 0 && weir_job_cancel(kit.w, job->id) == 0 &&
           weir_job_take(kit.w, job->id, &result) == WEIR_EBUSY && weir_job_next(kit.w, 0) == job->id &&
           weir_job_wait(kit.w, job->id, 0) == WEIR_ETIMEOUT && weir_jobs_keep(kit.w, 9, 9) == 0 &&
           weir_jobs_clear(kit.w) == 0 && weir_jobs_cancel_all(kit.w) >= 0 &&
           weir_jobs_print(kit.w, WEIR_JOBS_TEXT, NULL, 0) > 0;
}

START_TEST(from_another_thread_everything_but_a_step_may_be_done)
{
    struct job *job = settled(start(sleep_long));
    ck_assert_int_eq(ask_elsewhere(use_everything, job), 1);
    ck_assert_int_eq(weir_jobs_keep(kit.w, 1000, WEIR_FOREVER), 0);
    run_until_ended(job);
}
END_TEST

/* A scope that is cancelled, a weir that is closed. */

START_TEST(a_cancelled_scope_takes_no_job)
{
    struct weir_scope *scope = a_scope(), *child, *late = (struct weir_scope *)&child;
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, NULL, &child), 0);
    struct weir_job_spec spec = good_spec();
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    spec.scope = scope;
    is_refused(&spec, WEIR_ECANCELLED);
    spec.scope = child;
    is_refused(&spec, WEIR_ECANCELLED);
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, NULL, &late), WEIR_ECANCELLED);
    ck_assert_ptr_null(late);
    run_for(WEIR_MS(1));
    ck_assert_int_eq(told, 0);
    weir_scope_free(child);
    weir_scope_free(scope);
}
END_TEST

START_TEST(after_close_every_function_of_jobs_answers_so)
{
    struct job *job = start(end_at_once), *left = settled(start(sleep_long));
    struct weir_scope *scope = a_scope(), *late = (struct weir_scope *)&scope;
    struct weir_job_info info;
    void *result;
    run_until_ended(job);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    struct weir_job_spec spec = good_spec();
    ck_assert_int_eq(weir_job_start(kit.w, &spec), WEIR_ECLOSED);
    ck_assert_int_eq(weir_job_cancel(kit.w, job->id), 1);
    ck_assert_int_eq(weir_job_cancel(kit.w, left->id), 1);
    ck_assert_int_eq(weir_job_wait(kit.w, left->id, WEIR_FOREVER), 0);
    ck_assert_int_eq(weir_job_take(kit.w, job->id, &result), 1);
    ck_assert_int_eq(weir_job_reschedule(kit.w, left->id, 0), WEIR_ESTALE);
    ck_assert_int_gt(weir_job_next(kit.w, 0), 0);
    ck_assert_int_gt(weir_jobs_print(kit.w, WEIR_JOBS_TEXT, NULL, 0), 0);
    ck_assert_int_eq(weir_jobs_cancel_all(kit.w), 0);
    ck_assert_int_eq(weir_jobs_keep(kit.w, 1, WEIR_FOREVER), 0);
    weir_jobs_clear(kit.w);
    ck_assert_int_eq(weir_job_get(kit.w, left->id, &info, NULL, 0), WEIR_ESTALE);
    ck_assert_int_eq(weir_scope_new_in(kit.w, NULL, "x", &late), WEIR_ECLOSED);
    ck_assert_ptr_null(late);
    ck_assert_int_eq(weir_scope_on_cancel(scope, add_one, &told), WEIR_ECLOSED);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    weir_scope_free(scope);
    ck_assert_int_eq(told, 0);
}
END_TEST

void
laws_of_job_refusals(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job refusals");
    tcase_add_test(tcase, bad_jobs_are_EINVAL_and_start_nothing);
    tcase_add_test(tcase, an_info_that_is_no_JSON_is_EINVAL);
    tcase_add_test(tcase, an_info_may_be_long_and_deep_but_not_too_long);
    tcase_add_test(tcase, no_weir_and_no_job_are_EINVAL);
    tcase_add_test(tcase, bad_arguments_of_jobs_are_EINVAL_and_change_nothing);
    tcase_add_test(tcase, bad_arguments_of_scope_trees_are_EINVAL);
    tcase_add_test(tcase, from_another_thread_everything_but_a_step_may_be_done);
    tcase_add_test(tcase, a_cancelled_scope_takes_no_job);
    tcase_add_test(tcase, after_close_every_function_of_jobs_answers_so);
}
