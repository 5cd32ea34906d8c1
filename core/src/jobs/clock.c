/* SPDX-License-Identifier: MIT */
/* The calendar, by counting days; the system is not asked. Not which time it is. */
#include "jobs/clock.h"

#include <inttypes.h>
#include <stdbool.h>

enum {
    DAYS_OF_YEAR = 365,
    DAYS_OF_4_YEARS = 4 * DAYS_OF_YEAR + 1,
    DAYS_OF_100_YEARS = 25 * DAYS_OF_4_YEARS - 1,
    DAYS_OF_400_YEARS = 4 * DAYS_OF_100_YEARS + 1,

    /* Years are counted from March, so that a leap day is the last of its year, century and cycle. What 64 bits of ns
     * can name begins in 1677, so no day is before the cycle that begins here. */
    FIRST_YEAR = 1600,
    DAYS_FROM_FIRST_TO_1970 = 135080 /* from 1600-03-01 to 1970-01-01 */
};

#define MS_OF_DAY ((int64_t)86400000)

struct date {
    int year, month, day;
};

/* How many whole spans of `length` are in *days, at most `most`; takes them out. */
static int
take_out(int *days, int length, int most)
{
    int count = *days / length < most ? *days / length : most;
    *days -= count * length;
    return count;
}

static struct date
date_of(int days_since_1970)
{
    static const int before[] = {0,   31,  61,  92,  122, 153,
                                 184, 214, 245, 275, 306, 337}; /* March to February */
    int days = days_since_1970 + DAYS_FROM_FIRST_TO_1970;
    int year = FIRST_YEAR;
    year += 400 * take_out(&days, DAYS_OF_400_YEARS, days);
    year += 100 * take_out(&days, DAYS_OF_100_YEARS, 3);
    year += 4 * take_out(&days, DAYS_OF_4_YEARS, 24);
    year += take_out(&days, DAYS_OF_YEAR, 3);
    int month = 11;
    while (days < before[month])
        month--;
    bool next_year = month >= 10; /* January and February */
    return (struct date){year + next_year, month + (next_year ? -9 : 3), days - before[month] + 1};
}

/* Over the zeros that begin at `at`. */
static void
put_digits(char *at, int count, int value)
{
    for (; count > 0; value /= 10)
        at[--count] = (char)('0' + value % 10);
}

void
text_add_time(struct text *text, int64_t ns)
{
    int64_t ms = ns / 1000000 - (ns % 1000000 < 0);
    int64_t day = ms / MS_OF_DAY - (ms % MS_OF_DAY < 0);
    int rest = (int)(ms - day * MS_OF_DAY);
    struct date date = date_of((int)day);
    char out[] = "0000-00-00T00:00:00.000Z";
    put_digits(out, 4, date.year);
    put_digits(out + 5, 2, date.month);
    put_digits(out + 8, 2, date.day);
    put_digits(out + 11, 2, rest / 3600000);
    put_digits(out + 14, 2, rest / 60000 % 60);
    put_digits(out + 17, 2, rest / 1000 % 60);
    put_digits(out + 20, 3, rest % 1000);
    text_add_bytes(text, out, sizeof out - 1);
}

void
text_add_seconds(struct text *text, int64_t ns)
{
    int64_t ms = ns / 1000000;
    int64_t whole = ms < 0 ? -ms : ms;
    text_add(text, "%s%" PRId64 ".%03d", ms < 0 ? "-" : "", whole / 1000, (int)(whole % 1000));
}
