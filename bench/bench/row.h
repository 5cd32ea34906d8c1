/* SPDX-License-Identifier: MIT */
/* A line of a table, and the same as JSON: the samples of one contestant in one measure. Compares nobody: the ratio is
 * given. */
#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include "kit/json.h"
#include "kit/stats.h"

struct row {
    const char *measure; /* as in JSON */
    const char *params;  /* likewise */
    const char *contestant;
    const char *unit;
    double scale; /* printed is value / scale, in `shown` */
    const char *shown;
    struct samples *samples;
    double ratio; /* to weir; not printed where weir's figure is 0 or missing */
};

/* The title of a table, and its headings. */
void row_head(const char *title);
void row_print(const struct row *row);

/* Nothing, if there are no samples. */
void row_json(const struct row *row, struct json *json);

#endif
