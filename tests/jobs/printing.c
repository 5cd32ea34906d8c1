/* SPDX-License-Identifier: MIT */
/* Laws of printing the table in any form: which jobs, in which order, into how much memory. Not of the forms (json.c,
 * text.c). */
#include "fake.h"

#include <stdlib.h>
#include <string.h>

/* Helpers. */

static const enum weir_jobs_format formats[] = {WEIR_JOBS_TEXT, WEIR_JOBS_JSON};

static void
add_three_jobs(void)
{
    add_job(11)->description = "first \xE2\x82\xAC";
    add_job(12)->error = "it \"broke\"\n\xFF";
    add_job(13)->info = "{\"a\":[1,2]}";
}

/* Where that id stands in what was printed; one that is not there fails the law. */
static const char *
place_in(const char *text, const char *id)
{
    const char *at = strstr(text, id);
    ck_assert_msg(at != NULL, "no %s in %s", id, text);
    return at;
}

static void
prints_prefix(enum weir_jobs_format format, const char *whole, size_t size)
{
    size_t length = strlen(whole), fits = size == 0 ? 0 : size - 1;
    char *part = malloc(size + 1);
    part[size] = '#';
    ck_assert_int_eq(weir_jobs_print(w, format, size ? part : NULL, size), (int64_t)length);
    ck_assert_msg(part[size] == '#', "it wrote behind %u bytes", (unsigned)size);
    if (size > 0) {
        ck_assert_int_eq(memcmp(part, whole, fits < length ? fits : length), 0);
        ck_assert_int_eq(part[fits < length ? fits : length], '\0');
    }
    free(part);
}

/* Laws. */

START_TEST(arguments_that_make_no_sense_are_refused)
{
    char text[8] = "as ever";
    ck_assert_int_eq(weir_jobs_print(NULL, WEIR_JOBS_JSON, text, sizeof text), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_print(w, WEIR_JOBS_JSON, NULL, 1), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_print(w, (enum weir_jobs_format)0, text, sizeof text), WEIR_EINVAL);
    ck_assert_int_eq(weir_jobs_print(w, (enum weir_jobs_format)3, text, sizeof text), WEIR_EINVAL);
    ck_assert_str_eq(text, "as ever");
}
END_TEST

START_TEST(every_status_has_its_name)
{
    static const char *const names[] = {"pending", "running", "completed", "failed", "cancelled", "timeout"};
    for (int status = WEIR_JOB_PENDING; status <= WEIR_JOB_TIMEOUT; status++)
        ck_assert_str_eq(weir_job_status_name((enum weir_job_status)status), names[status]);
    ck_assert_str_eq(weir_job_status_name((enum weir_job_status)(WEIR_JOB_TIMEOUT + 1)), "unknown");
    ck_assert_str_eq(weir_job_status_name((enum weir_job_status) - 1), "unknown");
}
END_TEST

START_TEST(what_does_not_fit_is_cut_and_counted)
{
    add_three_jobs();
    for (int i = 0; i < 2; i++) {
        char *whole = strdup(printed(formats[i]));
        for (size_t size = 0; size <= strlen(whole) + 2; size++)
            prints_prefix(formats[i], whole, size);
        free(whole);
    }
}
END_TEST

START_TEST(the_oldest_comes_first)
{
    add_job(101)->created_at = WEIR_S(30);
    add_job(104)->created_at = -WEIR_S(5);
    add_job(103)->created_at = WEIR_S(20);
    add_job(102)->created_at = WEIR_S(20);
    add_job(105)->created_at = INT64_MAX;
    add_job(106)->created_at = INT64_MIN;
    static const char *const order[] = {"106", "104", "102", "103", "101", "105"};
    for (int i = 0; i < 2; i++) {
        const char *text = printed(formats[i]);
        for (int at = 1; at < 6; at++)
            ck_assert_msg(place_in(text, order[at - 1]) < place_in(text, order[at]), "%s", text);
    }
}
END_TEST

START_TEST(many_jobs_are_all_there)
{
    for (int i = 0; i < FAKE_JOBS; i++)
        add_job(1000 + i * 77 % FAKE_JOBS);
    const char *at = printed(WEIR_JOBS_JSON);
    for (int64_t i = 0; i < FAKE_JOBS; i++) {
        at = place_in(at, "{\"task_id\":") + strlen("{\"task_id\":");
        ck_assert_int_eq(strtoll(at, NULL, 10), 1000 + i);
    }
    ck_assert_ptr_null(strstr(at, "{\"task_id\":"));
}
END_TEST

START_TEST(a_job_that_has_gone_meanwhile_is_left_out)
{
    add_three_jobs();
    char *without[2], *with[2];
    for (int gone = 0; gone < 3; gone++) {
        for (int i = 0; i < 2; i++) {
            gone_meanwhile = jobs[gone].id;
            with[i] = strdup(printed(formats[i]));
            gone_meanwhile = 0;
            struct weir_job_info removed = jobs[gone];
            job_count--;
            memmove(jobs + gone, jobs + gone + 1, (size_t)(job_count - gone) * sizeof jobs[0]);
            without[i] = strdup(printed(formats[i]));
            memmove(jobs + gone + 1, jobs + gone, (size_t)(job_count - gone) * sizeof jobs[0]);
            jobs[gone] = removed;
            job_count++;
            ck_assert_str_eq(with[i], without[i]);
            free(with[i]);
            free(without[i]);
        }
    }
}
END_TEST

START_TEST(texts_that_grow_between_two_looks_are_whole)
{
    add_job(1)->progress_text = "short";
    last_words = "now it says much more than it did when its length was asked, and all of that is shown";
    ck_assert_ptr_nonnull(strstr(printed(WEIR_JOBS_JSON), last_words));
}
END_TEST

START_TEST(without_memory_nothing_is_printed_and_nothing_kept)
{
    add_three_jobs();
    for (int i = 0; i < 2; i++)
        for (int pieces = 0; pieces < 2; pieces++) {
            char text[] = "as ever";
            pieces_left = pieces;
            ck_assert_int_eq(weir_jobs_print(w, formats[i], text, sizeof text), WEIR_ENOMEM);
            ck_assert_str_eq(text, "");
            pieces_left = pieces;
            ck_assert_int_eq(weir_jobs_print(w, formats[i], NULL, 0), WEIR_ENOMEM);
            ck_assert_int_eq(pieces_held, 0);
        }
}
END_TEST

void
laws_of_printing(Suite *suite)
{
    TCase *tcase = fake_case(suite, "printing");
    tcase_add_test(tcase, arguments_that_make_no_sense_are_refused);
    tcase_add_test(tcase, every_status_has_its_name);
    tcase_add_test(tcase, what_does_not_fit_is_cut_and_counted);
    tcase_add_test(tcase, the_oldest_comes_first);
    tcase_add_test(tcase, many_jobs_are_all_there);
    tcase_add_test(tcase, a_job_that_has_gone_meanwhile_is_left_out);
    tcase_add_test(tcase, texts_that_grow_between_two_looks_are_whole);
    tcase_add_test(tcase, without_memory_nothing_is_printed_and_nothing_kept);
}
