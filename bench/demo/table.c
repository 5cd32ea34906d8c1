/* SPDX-License-Identifier: MIT */
/* Turns a burst into figures and the figures into text. Decides neither which hosts run nor what is
 * good enough. */
#include "demo/table.h"

#include "kit/apart.h"

#include <stdio.h>

struct order {
    const struct demo_host *host;
    enum way way;
};

static struct row
row_of(struct burst *burst)
{
    return (struct row){
        .total_s = (double)(burst->ended - burst->begun) / 1e9,
        .frames = burst->frames,
        .gap_p50_ms = samples_median(&burst->gaps),
        .gap_p99_ms = samples_quantile(&burst->gaps, 0.99),
        .gap_worst_ms = samples_max(&burst->gaps),
    };
}

static bool
run_here(const void *arg, void *row)
{
    const struct order *order = arg;
    struct burst burst = {0};
    bool ran = order->host->run(&burst, order->way);
    bool whole = ran && burst.tasks == BURST_TASKS;

    if (whole)
        *(struct row *)row = row_of(&burst);
    else
        fprintf(stderr, "%s, %s: %d of %d tasks ran\n", order->host->name, way_names[order->way], burst.tasks,
                BURST_TASKS);
    samples_free(&burst.gaps);
    return whole;
}

bool
row_run(struct row *row, const struct demo_host *host, enum way way)
{
    const struct order order = {.host = host, .way = way};
    return apart(run_here, &order, row, sizeof *row);
}

void
table_head(void)
{
    printf("  %-10s %-10s %8s %15s %10s %9s %9s\n", "host", "way", "total", "frames kept", "gap p50", "p99",
           "worst");
}

void
table_row(const struct demo_host *host, enum way way, const struct row *row)
{
    int due = (int)(row->total_s * 1e9 / BURST_FRAME_NS);
    printf("  %-10s %-10s %6.2f s %8d of %3d %7.1f ms %6.1f ms %6.1f ms\n",
           way == WAY_NATIVE ? host->name : "", way_names[way], row->total_s, row->frames,
           due > row->frames ? due : row->frames, row->gap_p50_ms, row->gap_p99_ms, row->gap_worst_ms);
    fflush(stdout);
}

double
table_ratio(const struct row rows[WAYS])
{
    return rows[WAY_NATIVE].gap_worst_ms / rows[WAY_WEIR].gap_worst_ms;
}

void
table_meaning(const struct demo_host *host, const struct row rows[WAYS])
{
    printf("  %s: with %s the picture stood still for %.0f ms, with weir for %.0f ms at worst, "
           "%.0f times less.\n",
           host->name, host->native, rows[WAY_NATIVE].gap_worst_ms, rows[WAY_WEIR].gap_worst_ms,
           table_ratio(rows));
    if (host->note)
        printf("  %s: %s.\n", host->name, host->note);
}

void
table_json(struct json *json, const struct demo_host *host, const struct row rows[WAYS])
{
    for (int way = 0; way < WAYS; way++) {
        json_object(json);
        json_text(json, "host", host->name);
        json_text(json, "way", way_names[way]);
        json_number(json, "total_s", rows[way].total_s);
        json_number(json, "frames", rows[way].frames);
        json_number(json, "gap_p50_ms", rows[way].gap_p50_ms);
        json_number(json, "gap_p99_ms", rows[way].gap_p99_ms);
        json_number(json, "gap_worst_ms", rows[way].gap_worst_ms);
        json_object_end(json);
    }
}
