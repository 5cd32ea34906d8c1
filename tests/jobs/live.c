/* SPDX-License-Identifier: MIT */
/* Laws of printing the jobs of a weir that works: from where, when, and what it says of them then. Not of the forms
 * (json.c, text.c), nor of jobs. */
#include "callers.h"
#include "program.h"

#include "jobs/json.h"

#include <weir/job.h>
#include <weir/pump.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fixture. */

static struct weir *w;

static void
setup(void)
{
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(weir_attach(w, NULL, NULL), 0);
}

static void
teardown(void)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_S(30)), 0);
    weir_free(w);
}

/* Helpers. */

/* The caller frees it; "" if it was not printed. The table may have grown since it was measured. Any thread, so it does
 * not fail the law itself. */
static char *
print(enum weir_jobs_format format)
{
    char *text = NULL;
    int64_t size = 0, length;
    while ((length = weir_jobs_print(w, format, text, (size_t)size)) >= size) {
        free(text);
        size = length + 64;
        text = malloc((size_t)size);
    }
    if (!text)
        return calloc(1, 1);
    if ((size_t)length != strlen(text))
        text[0] = '\0';
    return text;
}

static bool
says(const char *words)
{
    char *json = print(WEIR_JOBS_JSON), *text = print(WEIR_JOBS_TEXT);
    bool found = strstr(json, words) || strstr(text, words);
    ck_assert_msg(json_is_valid(json, strlen(json)), "no JSON: %s", json);
    if (!found)
        printf("it says %s and %s", json, text);
    free(json);
    free(text);
    return found;
}

static int
end_at_once(struct weir_job *job, void *arg)
{
    (void)arg;
    return weir_done(job, NULL);
}

static int64_t
start_job(const char *description, weir_step_fn *step, int64_t delay)
{
    const struct weir_job_spec spec = {
        .step = step, .description = description, .info = "{\"a\":[\"b\"]}", .delay = delay};
    int64_t id = weir_job_start(w, &spec);
    ck_assert_int_gt(id, 0);
    return id;
}

static int steps_that_said, ends_that_said;

/* Asks for its own cancel, and does not heed it. */
static int
print_in_step(struct weir_job *job, void *arg)
{
    (void)arg;
    steps_that_said += says("\"status\":\"running\",\"cancel_requested\":false");
    ck_assert_int_eq(weir_job_cancel(w, weir_job_id(job)), 0);
    steps_that_said += says("\"status\":\"running\",\"cancel_requested\":true");
    steps_that_said += says("  running, cancel requested  ");
    ck_assert_int_eq(weir_job_progress(job, 1, 2, "half"), 0);
    steps_that_said += says("\"progress\":{\"done\":1,\"total\":2,\"text\":\"half\"},\"steps\":1,");
    return weir_fail(job, "it %s", "broke");
}

static void
print_at_end(void *arg, const struct weir_job_info *info)
{
    (void)arg, (void)info;
    ends_that_said += says("\"status\":\"failed\"");
    ends_that_said += says("\"error\":\"it broke\"");
}

/* A thread that prints all the while. */
struct printer {
    atomic_int stopped, printed;
    int64_t lasting; /* a job that is there all the while */
    int without, broken;
};

static void *
print_on(void *arg)
{
    struct printer *printer = arg;
    char member[64];
    snprintf(member, sizeof member, "{\"task_id\":%" PRId64 ",", printer->lasting);
    while (!is_reached(&printer->stopped)) {
        char *json = print(WEIR_JOBS_JSON);
        printer->broken += !json_is_valid(json, strlen(json));
        const char *at = strstr(json, member);
        printer->without += !at || strstr(at + 1, member);
        free(json);
        atomic_fetch_add(&printer->printed, 1);
    }
    return NULL;
}

/* Laws. */

START_TEST(a_weir_without_jobs_has_an_empty_table)
{
    char *json = print(WEIR_JOBS_JSON);
    ck_assert_str_eq(json, "[]\n");
    free(json);
}
END_TEST

START_TEST(a_job_is_printed_from_its_step_and_its_end)
{
    steps_that_said = ends_that_said = 0;
    const struct weir_job_spec spec = {.step = print_in_step, .on_done = print_at_end, .description = "self"};
    ck_assert_int_gt(weir_job_start(w, &spec), 0);
    ck_assert(says("\"status\":\"pending\""));
    ck_assert_int_ge(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(steps_that_said, 4);
    ck_assert_int_eq(ends_that_said, 2);
}
END_TEST

START_TEST(a_closed_weir_prints_how_its_jobs_ended)
{
    start_job("never begins", end_at_once, WEIR_S(100000));
    ck_assert(says("\"completed_at\":null,\"error\":null,\"info\":{\"a\":[\"b\"]}"));
    ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_S(30)), 0);
    ck_assert(says("\"when\":\"at close\",\"why\":\"WEIR_ECLOSED\",\"description\":\"never begins\""));
}
END_TEST

START_TEST(jobs_that_are_forgotten_are_not_printed)
{
    start_job("forgotten", end_at_once, 0);
    start_job("lasting", end_at_once, WEIR_S(100000));
    ck_assert_int_ge(weir_turn(w, NULL, NULL), 1);
    ck_assert(says("\"description\":\"forgotten\""));
    ck_assert_int_eq(weir_jobs_clear(w), 1);
    char *json = print(WEIR_JOBS_JSON);
    ck_assert_ptr_null(strstr(json, "forgotten"));
    ck_assert_ptr_nonnull(strstr(json, "lasting"));
    free(json);
}
END_TEST

/* Each lives for a turn or less, and few are remembered, so that jobs go between two looks of the printer. */
START_TEST(another_thread_prints_while_jobs_come_and_go)
{
    struct printer printer = {.lasting = start_job("lasting", end_at_once, WEIR_S(100000))};
    ck_assert_int_eq(weir_jobs_keep(w, 8, WEIR_FOREVER), 0);
    pthread_t thread = start(print_on, &printer);
    int64_t limit = weir_now() + WEIR_S(30);
    for (int round = 0; (round < 500 || atomic_load(&printer.printed) < 20) && weir_now() < limit; round++) {
        for (int i = 0; i < 20; i++)
            start_job("come and go", end_at_once, 0);
        ck_assert_int_ge(weir_turn(w, NULL, NULL), 0);
    }
    atomic_store(&printer.stopped, 1);
    end(thread);
    ck_assert_int_ge(atomic_load(&printer.printed), 20);
    ck_assert_int_eq(printer.broken, 0);
    ck_assert_int_eq(printer.without, 0);
}
END_TEST

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create("printing the jobs of a weir");
    TCase *tcase = tcase_create("live");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_weir_without_jobs_has_an_empty_table);
    tcase_add_test(tcase, a_job_is_printed_from_its_step_and_its_end);
    tcase_add_test(tcase, a_closed_weir_prints_how_its_jobs_ended);
    tcase_add_test(tcase, jobs_that_are_forgotten_are_not_printed);
    tcase_add_test(tcase, another_thread_prints_while_jobs_come_and_go);
    suite_add_tcase(suite, tcase);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "printing the jobs of a weir", all_laws);
}
