/* SPDX-License-Identifier: MIT */
/* Laws of the table as JSON: the members of an object, and that it is JSON whatever the jobs say. Not of JSON itself
 * (tests/core). */
#include "fake.h"

#include "jobs/json.h"

#include <stdlib.h>
#include <string.h>

/* Helpers. */

static const char *
json(void)
{
    const char *text = printed(WEIR_JOBS_JSON);
    ck_assert_msg(json_is_valid(text, strlen(text)), "no JSON: %s", text);
    return text;
}

#define SAYS(member) ck_assert_msg(strstr(json(), member) != NULL, "it says: %s", printed(WEIR_JOBS_JSON))

/* Laws. */

START_TEST(no_jobs_are_an_empty_array)
{
    ck_assert_str_eq(json(), "[]\n");
}
END_TEST

START_TEST(a_job_that_waits_has_every_member)
{
    add_job(7);
    ck_assert_str_eq(json(),
                     "[\n{\"task_id\":7,\"status\":\"pending\",\"cancel_requested\":false,\"when\":\"\","
                     "\"why\":null,\"description\":\"a job\",\"duration\":0.000,"
                     "\"created_at\":\"1970-01-01T00:00:07.000Z\",\"completed_at\":null,\"error\":null,"
                     "\"info\":null,\"progress\":{\"done\":0,\"total\":0,\"text\":\"\"},\"steps\":0,"
                     "\"label\":\"\"}\n]\n");
}
END_TEST

START_TEST(a_job_that_has_ended_has_every_member)
{
    struct weir_job_info *job = add_job(INT64_C(9007199254740991));
    *job = (struct weir_job_info){.id = job->id,
                                  .status = WEIR_JOB_TIMEOUT,
                                  .when = WEIR_JOB_WHILE_RUNNING,
                                  .why = WEIR_ETIMEOUT,
                                  .cancel_requested = true,
                                  .description = "read \"a\\b\"",
                                  .error = "out of time\n",
                                  .info = " {\"rows\": [1, 2.5e3, null]}\n",
                                  .progress_text = "row\t3",
                                  .label = "window \xC3\xA9",
                                  .done = 3,
                                  .total = INT64_MAX,
                                  .steps = UINT64_MAX,
                                  .created_at = WEIR_S(1000000000) + WEIR_MS(7),
                                  .completed_at = WEIR_S(1000000001),
                                  .duration = WEIR_MS(993) + 1};
    ck_assert_str_eq(json(),
                     "[\n{\"task_id\":9007199254740991,\"status\":\"timeout\",\"cancel_requested\":true,"
                     "\"when\":\"while running\",\"why\":\"WEIR_ETIMEOUT\","
                     "\"description\":\"read \\\"a\\\\b\\\"\",\"duration\":0.993,"
                     "\"created_at\":\"2001-09-09T01:46:40.007Z\","
                     "\"completed_at\":\"2001-09-09T01:46:41.000Z\",\"error\":\"out of time\\u000a\","
                     "\"info\": {\"rows\": [1, 2.5e3, null]}\n,"
                     "\"progress\":{\"done\":3,\"total\":9223372036854775807,\"text\":\"row\\u00093\"},"
                     "\"steps\":18446744073709551615,\"label\":\"window \xC3\xA9\"}\n]\n");
}
END_TEST

START_TEST(each_job_has_a_line)
{
    add_job(1);
    add_job(2);
    ck_assert_int_eq(strncmp(json(), "[\n{\"task_id\":1,", 15), 0);
    SAYS("\"label\":\"\"},\n{\"task_id\":2,");
    SAYS("\"label\":\"\"}\n]\n");
}
END_TEST

START_TEST(when_and_why_it_ended_are_named)
{
    struct weir_job_info *job = add_job(1);
    job->status = WEIR_JOB_CANCELLED;
    job->when = WEIR_JOB_BEFORE_START;
    job->why = WEIR_ECANCELLED;
    SAYS("\"when\":\"before start\",\"why\":\"WEIR_ECANCELLED\"");
    job->when = WEIR_JOB_AT_CLOSE;
    job->why = WEIR_ECLOSED;
    SAYS("\"when\":\"at close\",\"why\":\"WEIR_ECLOSED\"");
    job->status = WEIR_JOB_FAILED;
    job->when = WEIR_JOB_WHILE_RUNNING;
    job->why = WEIR_EFAILED;
    SAYS("\"status\":\"failed\",\"cancel_requested\":false,\"when\":\"while "
         "running\",\"why\":\"WEIR_EFAILED\"");
    job->why = -1000;
    SAYS("\"why\":\"unknown\"");
}
END_TEST

START_TEST(any_info_is_embedded_as_it_is)
{
    static const char *const infos[] = {"0", "\"text\"", "[]", "{\"]\":\"}\"}", "true", "null", "\t[1\n]\r"};
    for (size_t i = 0; i < sizeof infos / sizeof infos[0]; i++) {
        job_count = 0;
        add_job(1)->info = infos[i];
        add_job(2);
        const char *at = strstr(json(), "\"info\":");
        ck_assert_int_eq(strncmp(at + 7, infos[i], strlen(infos[i])), 0);
    }
}
END_TEST

START_TEST(any_bytes_are_json)
{
    for (int byte = 1; byte < 256; byte++) {
        char text[] = {(char)byte, '"', (char)byte, (char)(byte ^ 0x40), '\\', (char)byte, '\0'};
        job_count = 0;
        struct weir_job_info *job = add_job(1);
        job->description = job->error = job->progress_text = job->label = text;
        json();
    }
}
END_TEST

void
laws_of_json(Suite *suite)
{
    TCase *tcase = fake_case(suite, "json");
    tcase_add_test(tcase, no_jobs_are_an_empty_array);
    tcase_add_test(tcase, a_job_that_waits_has_every_member);
    tcase_add_test(tcase, a_job_that_has_ended_has_every_member);
    tcase_add_test(tcase, each_job_has_a_line);
    tcase_add_test(tcase, when_and_why_it_ended_are_named);
    tcase_add_test(tcase, any_info_is_embedded_as_it_is);
    tcase_add_test(tcase, any_bytes_are_json);
}
