/* SPDX-License-Identifier: MIT */
/* Laws of how times and durations are written. Not of clocks. */
#include "parts.h"

#include "jobs/clock.h"

#include <stdio.h>
#include <string.h>

/* Helpers. */

static const char *
time_text(int64_t ns)
{
    static char out[64];
    struct text text = text_begin(out, sizeof out);
    text_add_time(&text, ns);
    return text.length == 24 ? out : "not 24 bytes";
}

static const char *
seconds_text(int64_t ns)
{
    static char out[64];
    struct text text = text_begin(out, sizeof out);
    text_add_seconds(&text, ns);
    return out;
}

/* By the rule of the calendar alone, not by counting in cycles. */
static int
days_of_month(int year, int month)
{
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 ? 28 + leap : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

#define NS_OF_DAY (WEIR_S(86400))

/* Laws. */

START_TEST(known_times_are_written_right)
{
    static const struct {
        int64_t ns;
        const char *text;
    } known[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {1, "1970-01-01T00:00:00.000Z"},
        {999999, "1970-01-01T00:00:00.000Z"},
        {1000000, "1970-01-01T00:00:00.001Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {-1000000, "1969-12-31T23:59:59.999Z"},
        {-1000001, "1969-12-31T23:59:59.998Z"},
        {-NS_OF_DAY, "1969-12-31T00:00:00.000Z"},
        {NS_OF_DAY - 1, "1970-01-01T23:59:59.999Z"},
        {WEIR_S(951782400), "2000-02-29T00:00:00.000Z"},
        {WEIR_S(1000000000) + WEIR_MS(7), "2001-09-09T01:46:40.007Z"},
        {WEIR_S(1234567890), "2009-02-13T23:31:30.000Z"},
        {WEIR_S(2147483648), "2038-01-19T03:14:08.000Z"},
        {WEIR_S(4107542400), "2100-03-01T00:00:00.000Z"},
        {WEIR_S(-2203891200), "1900-03-01T00:00:00.000Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145Z"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        ck_assert_str_eq(time_text(known[i].ns), known[i].text);
}
END_TEST

START_TEST(every_day_has_its_date)
{
    int year = 1678, month = 1, day = 1;
    int64_t ns = -106650 * NS_OF_DAY;
    for (; year < 2262; ns += NS_OF_DAY) {
        char wanted[64];
        snprintf(wanted, sizeof wanted, "%04d-%02d-%02dT00:00:00.000Z", year, month, day);
        if (strcmp(time_text(ns), wanted) != 0)
            ck_abort_msg("%s instead of %s", time_text(ns), wanted);
        day = day == days_of_month(year, month) ? 1 : day + 1;
        month = day > 1 ? month : month == 12 ? 1 : month + 1;
        year += day == 1 && month == 1;
    }
    ck_assert_int_eq(ns, WEIR_S(9214646400));
}
END_TEST

START_TEST(durations_are_seconds_with_three_decimals)
{
    static const struct {
        int64_t ns;
        const char *text;
    } known[] = {
        {0, "0.000"},
        {999999, "0.000"},
        {WEIR_MS(1), "0.001"},
        {WEIR_MS(1999) + 999999, "1.999"},
        {WEIR_S(3600), "3600.000"},
        {-1, "0.000"},
        {-WEIR_MS(250), "-0.250"},
        {-WEIR_MS(1250), "-1.250"},
        {INT64_MAX, "9223372036.854"},
        {INT64_MIN, "-9223372036.854"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        ck_assert_str_eq(seconds_text(known[i].ns), known[i].text);
}
END_TEST

Suite *
suite_of_clock(void)
{
    Suite *suite = suite_create("clock");
    TCase *tcase = tcase_create("clock");
    tcase_add_test(tcase, known_times_are_written_right);
    tcase_add_test(tcase, every_day_has_its_date);
    tcase_add_test(tcase, durations_are_seconds_with_three_decimals);
    suite_add_tcase(suite, tcase);
    return suite;
}
