/* SPDX-License-Identifier: MIT */
/* Prints what was measured, each contestant beside weir on the same loop, or beside the first one, which is weir too. */
#include "bench/report.h"

#include "bench/row.h"

#include <stdio.h>

static double
median(struct results *results, int measure, int contestant)
{
    return samples_median(&results->samples[measure][contestant]);
}

static int
find_contestant(const struct results *results, const struct contestant *wanted)
{
    for (int i = 0; i < results->contestants; i++)
        if (contestants[i] == wanted)
            return i;
    return -1;
}

/* NaN or infinite where weir's figure is 0 or missing. */
static double
ratio_to_weir(struct results *results, int measure, int contestant)
{
    const struct contestant *weir = contestants[contestant]->weir;
    int beside = weir ? find_contestant(results, weir) : 0;
    return median(results, measure, contestant) / median(results, measure, beside);
}

static struct row
row_of(struct results *results, int measure, int contestant)
{
    const struct measure *its = &measures[measure];
    return (struct row){its->name,
                        its->params,
                        contestants[contestant]->name,
                        its->unit,
                        its->scale,
                        its->shown,
                        &results->samples[measure][contestant],
                        ratio_to_weir(results, measure, contestant)};
}

void
report_table(struct results *results, int measure)
{
    row_head(measures[measure].title);
    for (int i = 0; i < results->contestants; i++) {
        struct row row = row_of(results, measure, i);
        row_print(&row);
    }
    printf("\n");
    fflush(stdout);
}

struct goal {
    const char *measure;
    const char *params;
    const struct contestant *over;
    const struct contestant *under;
    const char *aim;
};

/* Those that both sides were built for. */
static const struct goal goals[] = {
#ifdef BENCH_HAS_LIBEVENT
    {"throughput", "producers=1, apart", &weir_libevent, &libevent_once, "at least 5"},
#endif
#ifdef BENCH_HAS_GLIB
    {"throughput", "producers=1, apart", &weir_glib, &glib_source, "at least 15"},
#endif
#ifdef BENCH_QT5
    {"throughput", "producers=1, apart", &weir_qt5, &qt5_invoke, "at least 10"},
#endif
#ifdef BENCH_QT6
    {"throughput", "producers=1, apart", &weir_qt6, &qt6_invoke, "at least 10"},
#endif
#ifdef BENCH_HAS_LIBUV
    {"throughput", "producers=1, apart", &weir_manual, &uv_list, "at least 1.5"},
    {"throughput", "producers=1, apart", &weir_manual, &uv_array, "none: the idiom tuned"},
#endif
    {"throughput", "producers=1, apart", &weir_win32, &post_message, "none: it is Wine's, not Windows'"},
    {"wakeup_idle", "p50, apart", &weir_manual, &ring_64, "at most 1.3"},
#ifdef BENCH_HAS_LIBEVENT
    {"wakeup_idle", "p50, apart", &weir_libevent, &ring_64, "none: libevent's own share is in it"},
#endif
};

static void
print_goal(struct results *results, const struct goal *goal)
{
    int measure = measure_find(goal->measure, goal->params);
    int over = find_contestant(results, goal->over);
    int under = find_contestant(results, goal->under);

    if (measure < 0 || over < 0 || under < 0)
        return;
    printf("  %-12s %-19s %-15s over %-23s %6.2f   %s\n", goal->measure, goal->params, goal->over->name,
           goal->under->name, median(results, measure, over) / median(results, measure, under), goal->aim);
}

void
report_goals(struct results *results)
{
    printf("Goals, as ratios of medians\n");
    for (size_t i = 0; i < sizeof goals / sizeof *goals; i++)
        print_goal(results, &goals[i]);
}

void
report_json(struct results *results, struct json *json)
{
    for (int m = 0; m < MEASURES; m++)
        for (int c = 0; c < results->contestants; c++) {
            struct row row = row_of(results, m, c);
            row_json(&row, json);
        }
}
