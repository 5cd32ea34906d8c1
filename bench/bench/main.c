/* SPDX-License-Identifier: MIT */
/* weir-bench: runs every measure on every contestant, interleaved. Reads the command line; what a
 * figure means is report.c's business. */
#include "bench/report.h"
#include "kit/progress.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const struct effort full = {.rounds = 21, .tasks = 500000, .batches = 100, .wakes = 150};
static const struct effort quick = {.rounds = 3, .tasks = 200000, .batches = 50, .wakes = 100};

static bool
open_all(void *selves[MOST_CONTESTANTS], int *count)
{
    for (*count = 0; contestants[*count]; ++*count) {
        selves[*count] = contestants[*count]->open();
        if (!selves[*count]) {
            fprintf(stderr, "%s could not be made\n", contestants[*count]->name);
            return false;
        }
    }
    return true;
}

static void
close_all(void *selves[MOST_CONTESTANTS], int count)
{
    for (int i = 0; i < count; i++)
        contestants[i]->close(selves[i]);
}

/* Each round begins with another contestant, so that none is always the one after a slow one. Round
 * 0 only warms up. */
static void
measure_all(const struct effort *effort, int measure, void *selves[], struct results *results)
{
    int count = results->contestants;

    for (int round = 0; round <= effort->rounds; round++)
        for (int i = 0; i < count; i++) {
            int contestant = (round + i) % count;
            double value;
            progress("%s %s, round %d of %d: %s", measures[measure].name, measures[measure].params, round,
                     effort->rounds, contestants[contestant]->name);
            if (measures[measure].sample(&measures[measure], effort, contestants[contestant],
                                         selves[contestant], &value) &&
                round)
                samples_add(&results->samples[measure][contestant], value);
        }
    progress_clear();
}

static int
write_json(struct results *results, const char *path)
{
    struct json json;

    if (json_open(&json, path))
        return 1;
    report_json(results, &json);
    return json_close(&json) ? 1 : 0;
}

static int
run(const struct effort *effort, const char *json)
{
    static struct results results;
    void *selves[MOST_CONTESTANTS];
    double load;

    if (!open_all(selves, &results.contestants)) {
        close_all(selves, results.contestants);
        return 1;
    }
    printf("Medians of %d rounds; at most %d tasks in flight, for all alike.\n", effort->rounds, WINDOW);
    if (contestants_absent)
        printf("Left out, for want of the library when this was built: %s.\n", contestants_absent);
    if (getloadavg(&load, 1) == 1 && load > 0.5)
        printf("The machine was busy when this began (load %.1f): expect wide ranges, and threads that share "
               "a core.\n",
               load);
    printf("\n");
    for (int measure = 0; measure < MEASURES; measure++) {
        measure_all(effort, measure, selves, &results);
        report_table(&results, measure);
    }
    close_all(selves, results.contestants);
    report_goals(&results);
    return json ? write_json(&results, json) : 0;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", required_argument, NULL, 'j'},
        {"quick", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const struct effort *effort = &full;
    const char *json = NULL;

    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option == 'j')
            json = optarg;
        else if (option == 'q')
            effort = &quick;
        else {
            fprintf(option == 'h' ? stdout : stderr, "usage: weir-bench [--quick] [--json FILE]\n");
            return option == 'h' ? 0 : 2;
        }
    }
    return run(effort, json);
}
