/* SPDX-License-Identifier: MIT */
/* Medians, ratios and tables of what was measured. Measures nothing. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "bench/measure.h"
#include "kit/json.h"
#include "kit/stats.h"

enum {
    MOST_CONTESTANTS = 24
};

/* samples[m][c]: of measures[m] and contestants[c]; empty if it could not be measured. */
struct results {
    struct samples samples[MEASURES][MOST_CONTESTANTS];
    int contestants;
};

void report_table(struct results *results, int measure);

/* How weir stands to its goals, a line each. */
void report_goals(struct results *results);
void report_json(struct results *results, struct json *json);

#endif
