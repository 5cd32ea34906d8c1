/* SPDX-License-Identifier: MIT */
/* weir-scened-bench: what a flood of calls, and a tool that blocks, cost a host and its agents. Reads the command line,
 * prints the table, decides the exit status; measure.c measures. */
#include "kit/json.h"
#include "scened/measure.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double GAP_LIMIT_MS = 25;
static const double SLOW_MS = 20; /* a host whose own drawing takes longer may take twice that */
static const double HEALTH_LIMIT_MS = 20;
static const char *const HOSTS[] = {"headless", "qt", "gtk"};
enum {
    HOST_COUNT = sizeof HOSTS / sizeof *HOSTS
};

struct choice {
    bool check;
    const char *json;
    const char *program;
    const char *only; /* NULL: every host */
};

static void
introduce(void)
{
    printf(
        "%d calls of tools come to weir-scened on %d connections at once, while its host beats 60 times\n"
        "a second; a gap is the time between two beats. Then one tool blocks the host's thread for %d ms,\n"
        "and /healthz is asked meanwhile. All times in ms.\n\n"
        "              idle            under the flood                                   /healthz while "
        "blocked\n"
        "  host        beats/s  worst  beats/s  worst   calls/s      p50     p99   worst      p50     p99   "
        "worst\n",
        MEASURE_CALLS, MEASURE_CONNECTIONS, MEASURE_BLOCK_MS);
    fflush(stdout);
}

static void
print_row(const char *host, struct measure *measure)
{
    struct samples *calls = &measure->calls_ms, *health = &measure->health_ms;

    printf("  %-10s %8.1f %6.1f %8.1f %6.1f %9.0f %8.1f %7.1f %7.1f %8.2f %7.2f %7.2f\n", host,
           measure->idle.per_second, measure->idle.worst_gap_ms, measure->flooded.per_second,
           measure->flooded.worst_gap_ms, measure->calls / measure->seconds, samples_median(calls),
           samples_quantile(calls, 0.99), samples_max(calls), samples_median(health),
           samples_quantile(health, 0.99), samples_max(health));
    fflush(stdout);
}

static void
write_row(struct json *json, const char *host, struct measure *measure)
{
    json_object(json);
    json_text(json, "host", host);
    json_number(json, "idle_beats_per_s", measure->idle.per_second);
    json_number(json, "idle_worst_gap_ms", measure->idle.worst_gap_ms);
    json_number(json, "flood_beats_per_s", measure->flooded.per_second);
    json_number(json, "flood_worst_gap_ms", measure->flooded.worst_gap_ms);
    json_number(json, "calls_per_s", measure->calls / measure->seconds);
    json_number(json, "call_p50_ms", samples_median(&measure->calls_ms));
    json_number(json, "call_p99_ms", samples_quantile(&measure->calls_ms, 0.99));
    json_number(json, "call_worst_ms", samples_max(&measure->calls_ms));
    json_number(json, "healthz_p50_ms", samples_median(&measure->health_ms));
    json_number(json, "healthz_p99_ms", samples_quantile(&measure->health_ms, 0.99));
    json_number(json, "healthz_worst_ms", samples_max(&measure->health_ms));
    json_object_end(json);
}

static bool
is_right(const char *host, const struct measure *measure)
{
    if (measure->failed)
        printf("  %s: %d calls failed\n", host, measure->failed);
    if (measure->foreign != 0)
        printf("  %s: the scene was called from another thread\n", host);
    return !measure->failed && measure->foreign == 0;
}

static bool
is_smooth(const char *host, struct measure *measure)
{
    double health = samples_quantile(&measure->health_ms, 0.99);
    double idle = measure->idle.worst_gap_ms;
    double limit = idle > SLOW_MS ? 2 * idle : GAP_LIMIT_MS;

    if (measure->flooded.worst_gap_ms > limit)
        printf("  %s: the worst gap is over %.0f ms\n", host, limit);
    if (health > HEALTH_LIMIT_MS)
        printf("  %s: p99 of /healthz is over %.0f ms\n", host, HEALTH_LIMIT_MS);
    return measure->flooded.worst_gap_ms <= limit && health <= HEALTH_LIMIT_MS;
}

/* Under --check a host that falls short is tried once more: one stall of the machine is not a verdict. */
static bool
show_host(const struct choice *choice, const char *host, struct json *json)
{
    bool good = false;

    for (int left = choice->check ? 2 : 1; left && !good; left--) {
        struct measure measure;
        good = measure_host(&measure, choice->program, host) == 0;
        if (good) {
            print_row(host, &measure);
            good = is_right(host, &measure) && (!choice->check || is_smooth(host, &measure));
            if (choice->json && (good || left == 1))
                write_row(json, host, &measure);
        }
        measure_free(&measure);
    }
    return good;
}

static void
usage(FILE *to)
{
    fprintf(to,
            "usage: weir-scened-bench [--check] [--json FILE] [--only headless|qt|gtk] [--scened PROGRAM]\n"
            "  --check   fail if a host's worst gap is over %.0f ms (twice its idle worst, if that is over "
            "%.0f ms), or the\n"
            "            p99 of /healthz over %.0f ms\n"
            "  --json    write the figures to FILE\n"
            "  --only    one host\n"
            "  --scened  the server's program\n",
            GAP_LIMIT_MS, SLOW_MS, HEALTH_LIMIT_MS);
}

static bool
knows(const char *name)
{
    bool known = false;
    for (int i = 0; i < HOST_COUNT; i++)
        known = known || strcmp(HOSTS[i], name) == 0;
    return known;
}

static void
parse(struct choice *choice, int argc, char **argv)
{
    static const struct option options[] = {
        {"check", no_argument, NULL, 'c'},      {"json", required_argument, NULL, 'j'},
        {"only", required_argument, NULL, 'o'}, {"scened", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0},
    };

    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option == 'c')
            choice->check = true;
        else if (option == 'j')
            choice->json = optarg;
        else if (option == 'o' && knows(optarg))
            choice->only = optarg;
        else if (option == 's')
            choice->program = optarg;
        else {
            usage(option == 'h' ? stdout : stderr);
            exit(option == 'h' ? 0 : 2);
        }
    }
    if (optind < argc) {
        usage(stderr);
        exit(2);
    }
}

int
main(int argc, char **argv)
{
    struct choice choice = {.program = SCENED_PROGRAM};
    struct json json;
    bool good = true;

    parse(&choice, argc, argv);
    if (choice.json && json_open(&json, choice.json))
        return 1;
    introduce();
    for (int i = 0; i < HOST_COUNT; i++)
        if (!choice.only || strcmp(choice.only, HOSTS[i]) == 0)
            good = show_host(&choice, HOSTS[i], &json) && good;
    if (choice.json && json_close(&json))
        good = false;
    return good ? 0 : 1;
}
