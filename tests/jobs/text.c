/* SPDX-License-Identifier: MIT */
/* Laws of the table as a person reads it: columns that stay aligned whatever the jobs say. Not of the order (printing.c). */
#include "fake.h"

#include <string.h>

/* Helpers. */

static const char headings[] =
    "task_id  status                     description                         duration  "
    "created_at                completed_at              progress                  "
    "error                     info\n";

/* What stands below the headings, for one job. */
static const char *
line(void)
{
    const char *text = printed(WEIR_JOBS_TEXT);
    ck_assert_int_eq(strncmp(text, headings, sizeof headings - 1), 0);
    const char *end = strchr(text + sizeof headings - 1, '\n');
    ck_assert(end && end[1] == '\0');
    return text + sizeof headings - 1;
}

static int
characters(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* The line of job 7 as add_job makes it, but with this, 34 columns of it, as its description. */
#define LINE_OF(description)                                                                     \
    "      7  pending                    " description "     0.000  1970-01-01T00:00:07.000Z  -" \
    "                         -                         -                         -\n"

/* Laws. */

START_TEST(no_jobs_are_the_headings)
{
    ck_assert_str_eq(printed(WEIR_JOBS_TEXT), headings);
}
END_TEST

START_TEST(what_is_not_known_is_a_dash)
{
    add_job(7)->description = "";
    ck_assert_str_eq(line(), LINE_OF("-                                 "));
}
END_TEST

START_TEST(every_column_stands_below_its_heading)
{
    struct weir_job_info *job = add_job(1234567);
    job->status = WEIR_JOB_FAILED;
    job->when = WEIR_JOB_WHILE_RUNNING;
    job->cancel_requested = true; /* it failed before it could heed that */
    job->error = "cannot read it";
    job->info = "{\"path\":\"a b\"}";
    job->completed_at = job->created_at + WEIR_MS(12345);
    job->duration = WEIR_MS(12340);
    job->done = 30;
    job->total = 100;
    job->progress_text = "reading";
    ck_assert_str_eq(line(),
                     "1234567  failed                     a job                                 12.340  "
                     "1970-01-15T06:56:07.000Z  1970-01-15T06:56:19.345Z  30/100 reading            "
                     "cannot read it            {\"path\":\"a b\"}\n");
}
END_TEST

START_TEST(a_cancel_that_was_asked_for_is_said_until_the_end)
{
    struct weir_job_info *job = add_job(7);
    job->status = WEIR_JOB_RUNNING;
    job->cancel_requested = true;
    ck_assert_int_eq(strncmp(line(), "      7  running, cancel requested  a job ", 42), 0);
    job->status = WEIR_JOB_CANCELLED;
    job->when = WEIR_JOB_WHILE_RUNNING;
    ck_assert_int_eq(strncmp(line(), "      7  cancelled                  a job ", 42), 0);
}
END_TEST

START_TEST(progress_says_what_is_known)
{
    struct weir_job_info *job = add_job(7);
    const char *at = strstr(headings, "progress");
    size_t column = (size_t)(at - headings);
    job->progress_text = "looking";
    ck_assert_int_eq(strncmp(line() + column, "looking  ", 9), 0);
    job->done = 5;
    ck_assert_int_eq(strncmp(line() + column, "5 looking  ", 11), 0);
    job->progress_text = "";
    job->total = 10;
    ck_assert_int_eq(strncmp(line() + column, "5/10  ", 6), 0);
    job->done = job->total = INT64_MAX;
    job->progress_text = "and a text that has no room";
    ck_assert_int_eq(strncmp(line() + column, "9223372036854775807/9...  ", 26), 0);
}
END_TEST

START_TEST(a_long_description_is_cut_between_characters)
{
    struct weir_job_info *job = add_job(7);
    job->description = "12345678901234567890123456789012";
    ck_assert_str_eq(line(), LINE_OF("12345678901234567890123456789012  "));
    job->description = "123456789012345678901234567890123";
    ck_assert_str_eq(line(), LINE_OF("12345678901234567890123456789...  "));
    job->description = "\xE2\x82\xAC\xE2\x82\xAC_45678901234567890123456789012"; /* 36 bytes */
    ck_assert_str_eq(line(), LINE_OF("\xE2\x82\xAC\xE2\x82\xAC_45678901234567890123456789012  "));
    job->description =
        "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC"
        "\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_"
        "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC"
        "\xF0\x9F\x98\x80_\xC3\xA9";
    ck_assert_str_eq(
        line(),
        LINE_OF("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9"
                "\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC"
                "\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80_\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
                "_\xC3\xA9...  "));
}
END_TEST

START_TEST(nothing_breaks_a_line)
{
    struct weir_job_info *job = add_job(7);
    job->description = "a\nb\rc\td\x1B[2J\x7F\x01\xC2\x85\xC2\xA0\xFF\xE2\x82";
    ck_assert_str_eq(line(), LINE_OF("a b c d?[2J???\xC2\xA0???                "));
    job->info = "[\n1\n]";
    ck_assert_ptr_nonnull(strstr(line(), "  [ 1 ]\n"));
}
END_TEST

START_TEST(any_bytes_leave_the_columns_where_they_are)
{
    struct weir_job_info *job = add_job(7);
    job->description = "";
    int width = characters(line());
    static const char seconds[] = "a\n\x7F\x80\x85\x8F\x90\x9F\xA0\xBF\xC2\xFF";
    for (int first = 1; first < 256; first++)
        for (const char *second = seconds; *second; second++) {
            char text[] = {(char)first, *second, '\x80', 'x', '\0'};
            job->description = job->progress_text = text;
            ck_assert_msg(characters(line()) == width, "%02x %02x: %s", (unsigned)first,
                          (unsigned char)*second, line());
        }
}
END_TEST

START_TEST(long_ids_move_their_column_for_all)
{
    add_job(7)->created_at = 0;
    add_job(INT64_C(9007199254740991))->created_at = 1;
    const char *text = printed(WEIR_JOBS_TEXT);
    ck_assert_int_eq(strncmp(text, "         task_id  status ", 25), 0);
    text = strchr(text, '\n') + 1;
    ck_assert_int_eq(strncmp(text, "               7  pending ", 26), 0);
    text = strchr(text, '\n') + 1;
    ck_assert_int_eq(strncmp(text, "9007199254740991  pending ", 26), 0);
}
END_TEST

START_TEST(an_error_is_never_cut)
{
    struct weir_job_info *job = add_job(7);
    job->error = "a text that is far longer than its column, because it is what the table is for";
    job->info = "1";
    ck_assert_ptr_nonnull(
        strstr(line(), "  a text that is far longer than its column, because it is what the table is "
                       "for  1\n"));
}
END_TEST

void
laws_of_text(Suite *suite)
{
    TCase *tcase = fake_case(suite, "text");
    tcase_add_test(tcase, no_jobs_are_the_headings);
    tcase_add_test(tcase, what_is_not_known_is_a_dash);
    tcase_add_test(tcase, every_column_stands_below_its_heading);
    tcase_add_test(tcase, a_cancel_that_was_asked_for_is_said_until_the_end);
    tcase_add_test(tcase, progress_says_what_is_known);
    tcase_add_test(tcase, a_long_description_is_cut_between_characters);
    tcase_add_test(tcase, nothing_breaks_a_line);
    tcase_add_test(tcase, any_bytes_leave_the_columns_where_they_are);
    tcase_add_test(tcase, long_ids_move_their_column_for_all);
    tcase_add_test(tcase, an_error_is_never_cut);
}
