/* SPDX-License-Identifier: MIT */
/* Takes the samples of jobs, worker by worker, and prints them. Does not say what a sample is. */
#include "bench/jobs.h"

#include "bench/row.h"
#include "kit/apart.h"
#include "kit/clock.h"
#include "kit/progress.h"

#include <stdio.h>
#include <string.h>

/* Sampling. */

struct errand {
    const struct jobs_measure *measure;
    const struct worker *worker;
    const struct jobs_effort *effort;
};

static bool
do_errand(const void *arg, void *value)
{
    const struct errand *errand = arg;
    const struct jobs_measure *measure = errand->measure;
    if (measure->ask)
        return measure->ask(errand->effort, measure->live, value);
    return measure->sample(errand->worker, errand->effort, measure->live, value);
}

/* What only weir has a word for is asked of weir alone. */
static int
workers_of(const struct jobs_measure *measure)
{
    int count = 0;
    while (workers[count] && (count == 0 || !measure->ask))
        count++;
    return count;
}

static void
take_samples(const struct jobs_effort *effort, int measure, struct jobs_results *results)
{
    const struct jobs_measure *its = &jobs_measures[measure];
    int count = workers_of(its);
    for (int round = 0; round < effort->rounds; round++)
        for (int i = 0; i < count; i++) {
            int worker = (round + i) % count;
            struct errand errand = {its, workers[worker], effort};
            double value;
            progress("%s %s, round %d of %d: %s", its->name, its->params, round + 1, effort->rounds,
                     workers[worker]->name);
            if (apart(do_errand, &errand, &value, sizeof value))
                samples_add(&results->samples[measure][worker], value);
        }
    progress_clear();
}

/* Printing. */

static double
ratio_to_weir(struct jobs_results *results, int measure, int worker)
{
    struct samples *samples = results->samples[measure];
    return samples_median(&samples[worker]) / samples_median(&samples[0]);
}

static struct row
row_of(struct jobs_results *results, int measure, int worker)
{
    const struct jobs_measure *its = &jobs_measures[measure];
    return (struct row){its->name,
                        its->params,
                        workers[worker]->name,
                        its->unit,
                        its->scale,
                        its->shown,
                        &results->samples[measure][worker],
                        ratio_to_weir(results, measure, worker)};
}

static void
print_table(struct jobs_results *results, int measure)
{
    row_head(jobs_measures[measure].title);
    for (int i = 0; i < workers_of(&jobs_measures[measure]); i++) {
        struct row row = row_of(results, measure, i);
        row_print(&row);
    }
    printf("\n");
    fflush(stdout);
}

/* The time that one takes, whatever the figure is a rate of. */
static double
time_of(struct jobs_results *results, int measure)
{
    double median = samples_median(&results->samples[measure][0]);
    return strstr(jobs_measures[measure].unit, "/s") ? 1 / median : median;
}

/* How much longer it takes among many. */
static void
print_growth(struct jobs_results *results)
{
    printf("weir with 100,000 jobs over weir with 1,000, as ratios of times\n");
    for (int m = 1; m < JOBS_MEASURES; m++) {
        const char *name = jobs_measures[m].name;
        bool heap = strcmp(name, "job_timer") == 0;
        if (strcmp(name, jobs_measures[m - 1].name) == 0)
            printf("  %-12s %6.2f   %s, and what the caches do not hold\n", name,
                   time_of(results, m) / time_of(results, m - 1), heap ? "1.67 for log n" : "1");
    }
    printf("\n");
}

/* No figure, as where the allocator does not tell, is none that is small enough. */
static bool
are_small(struct jobs_results *results)
{
    int m = 0;
    while (strcmp(jobs_measures[m].name, "job_bytes") != 0)
        m++;
    struct samples *samples = &results->samples[m][0];
    double median = samples_median(samples);
    const char *verdict = median > BYTES_PROMISED ? ": too many" : "";
    printf("A job that waits takes %.1f bytes, without texts, of the %d promised%s\n", median, BYTES_PROMISED,
           samples->count ? verdict : ": not measured");
    return samples->count && median <= BYTES_PROMISED;
}

bool
jobs_run(const struct jobs_effort *effort, struct jobs_results *results)
{
    printf("Jobs. What is not weir's keeps no table, no id and no status.\n\n");
    fflush(stdout); /* or every child that is forked would write it once more */
    for (int measure = 0; measure < JOBS_MEASURES; measure++) {
        take_samples(effort, measure, results);
        print_table(results, measure);
    }
    print_growth(results);
    return are_small(results);
}

void
jobs_json(struct jobs_results *results, struct json *json)
{
    for (int m = 0; m < JOBS_MEASURES; m++)
        for (int i = 0; i < workers_of(&jobs_measures[m]); i++) {
            struct row row = row_of(results, m, i);
            row_json(&row, json);
        }
}
