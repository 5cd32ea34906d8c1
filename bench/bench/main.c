/* SPDX-License-Identifier: MIT */
/* weir-bench: runs every measure on every contestant, interleaved, and then what is measured of jobs and of works. Reads
 * the command line; what a figure means is the business of report.c, jobs_report.c and works_report.c. */
#include "bench/jobs.h"
#include "bench/report.h"
#include "bench/trial.h"
#include "bench/works.h"
#include "kit/clock.h"
#include "kit/progress.h"
#include "kit/wine.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct effort full = {.rounds = 21, .tasks = 500000, .batches = 100, .wakes = 150};
static const struct effort quick = {.rounds = 3, .tasks = 200000, .batches = 50, .wakes = 100};
static const struct jobs_effort full_jobs = {.rounds = 11, .jobs = 400000, .steps = 2000000};
static const struct jobs_effort quick_jobs = {.rounds = 3, .jobs = 100000, .steps = 500000};
static const struct works_effort full_works = {
    .rounds = 11, .works = 200000, .trips = 500, .messages = 1000000};
static const struct works_effort quick_works = {
    .rounds = 3, .works = 50000, .trips = 200, .messages = 200000};

struct all_results {
    struct results of_tasks;
    struct jobs_results of_jobs;
    struct works_results of_works;
};

/* What the command line says. */
struct wish {
    bool quick;
    const char *only; /* "jobs", "works"; NULL: everything */
    bool check; /* fail if a job takes more memory than was promised, or a work costs more than it may */
    const char *json;
};

/* A measure ends after this time, once it has LEAST_ROUNDS, even if it was to have more. */
static const int64_t MEASURE_LIMIT = KIT_S(45);
enum {
    LEAST_ROUNDS = 3
};

/* Each round begins with another contestant, so that none is always the one after a slow one. */
static void
measure_all(const struct effort *effort, int measure, struct results *results)
{
    int count = results->contestants;
    int64_t end = kit_now() + MEASURE_LIMIT;

    for (int round = 0; round < effort->rounds; round++) {
        if (round >= LEAST_ROUNDS && kit_now() > end)
            break;
        for (int i = 0; i < count; i++) {
            int contestant = (round + i) % count;
            double value;
            progress("%s %s, round %d of %d: %s", measures[measure].name, measures[measure].params, round + 1,
                     effort->rounds, contestants[contestant]->name);
            if (trial(&measures[measure], effort, contestants[contestant], &value))
                samples_add(&results->samples[measure][contestant], value);
        }
    }
    progress_clear();
}

static int
write_json(struct all_results *results, const char *path)
{
    struct json json;

    if (json_open(&json, path))
        return 1;
    report_json(&results->of_tasks, &json);
    jobs_json(&results->of_jobs, &json);
    works_json(&results->of_works, &json);
    return json_close(&json) ? 1 : 0;
}

static void
introduce(const struct effort *effort)
{
    double load;

    printf("Medians of up to %d rounds; at most %d tasks in flight, for all alike.\n", effort->rounds,
           WINDOW);
    for (int i = 0; contestants_absent[i]; i++)
        printf("%s %s",
               i ? "," : "Left out, for want of the library when this was built:", contestants_absent[i]);
    if (contestants_absent[0])
        printf(".\n");
    if (wine_missing())
        printf("Win32 is left out: %s.\n", wine_missing());
    else
        printf("What is of Win32 runs under Wine: its figures are of Wine, not of Windows.\n");
    if (getloadavg(&load, 1) == 1 && load > 0.5)
        printf("The machine was busy when this began (load %.1f): expect wide ranges.\n", load);
    printf("\n");
    fflush(stdout); /* or every child that is forked would write it once more */
}

static void
run_tasks(const struct effort *effort, struct results *results)
{
    while (contestants[results->contestants] &&
           !(contestants[results->contestants]->on_wine && wine_missing()))
        results->contestants++;
    introduce(effort);
    for (int measure = 0; measure < MEASURES; measure++) {
        measure_all(effort, measure, results);
        report_table(results, measure);
    }
    report_goals(results);
    printf("\n");
}

static bool
is_wished(const struct wish *wish, const char *part)
{
    return !wish->only || strcmp(wish->only, part) == 0;
}

static int
run(const struct wish *wish)
{
    static struct all_results results;
    bool good = true;

    if (!wish->only)
        run_tasks(wish->quick ? &quick : &full, &results.of_tasks);
    if (is_wished(wish, "jobs"))
        good &= jobs_run(wish->quick ? &quick_jobs : &full_jobs, &results.of_jobs);
    if (is_wished(wish, "works"))
        good &= works_run(wish->quick ? &quick_works : &full_works, &results.of_works);
    if (wish->json && write_json(&results, wish->json))
        return 1;
    return wish->check && !good;
}

static int
explain(FILE *to)
{
    fprintf(to,
            "usage: weir-bench [--quick] [--only jobs|works] [--check] [--json FILE] [--win32 PROGRAM]\n");
    return to == stdout ? 0 : 2;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", required_argument, NULL, 'j'},
        {"quick", no_argument, NULL, 'q'},
        {"only", required_argument, NULL, 'o'},
        {"check", no_argument, NULL, 'c'},
        {"win32", required_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct wish wish = {.json = NULL};

    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option == 'j')
            wish.json = optarg;
        else if (option == 'q')
            wish.quick = true;
        else if (option == 'c')
            wish.check = true;
        else if (option == 'o' && (strcmp(optarg, "jobs") == 0 || strcmp(optarg, "works") == 0))
            wish.only = optarg;
        else if (option == 'w')
            wine_program = optarg;
        else
            return explain(option == 'h' ? stdout : stderr);
    }
    return run(&wish);
}
