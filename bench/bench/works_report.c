/* SPDX-License-Identifier: MIT */
/* Takes the samples of works, crew by crew, prints them, and says where weir must not be worse. Does not say what a sample
 * is. */
#include "bench/row.h"
#include "bench/works.h"

#include "kit/apart.h"
#include "kit/module.h"
#include "kit/progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Sampling. */

struct sampling {
    const struct works_measure *measure;
    const struct crew *crew;
    const struct works_effort *effort;
};

static bool
sample_here(const void *arg, void *value)
{
    const struct sampling *sampling = arg;
    const struct works_measure *measure = sampling->measure;
    const struct crew *crew = sampling->crew;
    if (crew->module)
        crew = module_symbol(crew->module, crew->symbol);
    void *loop = crew ? crew->on->open() : NULL;
    if (!loop || !crew->open(loop) ||
        !measure->sample(crew, loop, sampling->effort, measure->in_flight, value))
        return false; /* the process ends with the sample */
    crew->close();
    crew->on->close(loop);
    return true;
}

static bool
takes_part(const struct works_measure *measure, const struct crew *crew)
{
    return crew->module || crew->tell || !measure->of_messages;
}

static void
take_samples(const struct works_effort *effort, int measure, struct works_results *results)
{
    const struct works_measure *its = &works_measures[measure];
    int count = 0;
    while (crews[count])
        count++;
    for (int round = 0; round < effort->rounds; round++)
        for (int i = 0; i < count; i++) {
            int crew = (round + i) % count;
            struct sampling sampling = {its, crews[crew], effort};
            double value;
            if (!takes_part(its, crews[crew]))
                continue;
            progress("%s %s, round %d of %d: %s", its->name, its->params, round + 1, effort->rounds,
                     crews[crew]->name);
            if (apart(sample_here, &sampling, &value, sizeof value))
                samples_add(&results->samples[measure][crew], value);
        }
    progress_clear();
}

/* Printing. */

static double
ratio_to_weir(struct works_results *results, int measure, int crew)
{
    struct samples *samples = results->samples[measure];
    int beside = crew;
    while (crews[crew]->weir && crews[beside] != crews[crew]->weir)
        beside--; /* it comes before those that are compared with it */
    return samples_median(&samples[crew]) / samples_median(&samples[beside]);
}

static struct row
row_of(struct works_results *results, int measure, int crew)
{
    const struct works_measure *its = &works_measures[measure];
    return (struct row){its->name,
                        its->params,
                        crews[crew]->name,
                        its->unit,
                        its->scale,
                        its->shown,
                        &results->samples[measure][crew],
                        ratio_to_weir(results, measure, crew)};
}

static void
print_table(struct works_results *results, int measure)
{
    row_head(works_measures[measure].title);
    for (int i = 0; crews[i]; i++) {
        struct row row = row_of(results, measure, i);
        if (takes_part(&works_measures[measure], crews[i]))
            row_print(&row);
    }
    printf("\n");
    fflush(stdout);
}

static int
find_measure(const struct works_relation *relation)
{
    int m = 0;
    while (strcmp(works_measures[m].name, relation->measure) != 0 ||
           strcmp(works_measures[m].params, relation->params) != 0)
        m++;
    return m;
}

/* No figure is no reason to pass. */
static bool
holds(struct works_results *results, const struct works_relation *relation)
{
    int measure = find_measure(relation), peer = 0;
    while (crews[peer] != relation->peer)
        peer++;
    double ratio = ratio_to_weir(results, measure, peer);
    double better = strstr(works_measures[measure].unit, "/s") ? 1 / ratio : ratio;
    bool good = isfinite(better) && better >= relation->least;
    printf("  %-22s %-14s %-24s %6.2f   at least %.2f%s\n", relation->measure, relation->params,
           relation->peer->name, better, relation->least, good ? "" : ": not so");
    return good;
}

static bool
all_hold(struct works_results *results)
{
    bool good = true;
    printf("How many times better weir is than another on the same loop, and must be\n");
    for (const struct works_relation *relation = works_relations; relation->measure; relation++)
        good &= holds(results, relation);
    return good;
}

bool
works_run(const struct works_effort *effort, struct works_results *results)
{
    printf("Works. What is not weir's keeps no table, no id and no status.\n\n");
    fflush(stdout); /* or every child that is forked would write it once more */
    for (int measure = 0; measure < WORKS_MEASURES; measure++) {
        take_samples(effort, measure, results);
        print_table(results, measure);
    }
    return all_hold(results);
}

void
works_json(struct works_results *results, struct json *json)
{
    for (int m = 0; m < WORKS_MEASURES; m++)
        for (int i = 0; crews[i]; i++) {
            struct row row = row_of(results, m, i);
            row_json(&row, json);
        }
}
