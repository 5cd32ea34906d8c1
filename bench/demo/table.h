/* SPDX-License-Identifier: MIT */
/* The second half of the demo: the burst on every host, its table and its verdict. */
#ifndef DEMO_TABLE_H
#define DEMO_TABLE_H

#include "hosts/host.h"
#include "kit/json.h"

#include <stdbool.h>

/* The figures of one burst. */
struct row {
    double total_s;
    int frames;
    double gap_p50_ms;
    double gap_p99_ms;
    double gap_worst_ms;
};

/* Runs the burst once, in a process of its own (kit/apart.h); false after saying what went wrong. */
bool row_run(struct row *row, const struct demo_host *host, enum way way);

void table_head(void);
void table_row(const struct demo_host *host, enum way way, const struct row *row);

/* One sentence on what the rows of a host mean. */
void table_meaning(const struct demo_host *host, const struct row rows[WAYS]);
void table_json(struct json *json, const struct demo_host *host, const struct row rows[WAYS]);

/* How many times longer the host stood still without weir than with it. */
double table_ratio(const struct row rows[WAYS]);

#endif
