/* SPDX-License-Identifier: MIT */
/* weir-demo: the service, then the burst on every host of this build. Reads the command line and
 * decides the exit status; the halves are service.c and table.c. */
#include "demo/service.h"
#include "demo/table.h"
#include "kit/progress.h"
#include "kit/wine.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many times shorter weir's worst gap must be, under --check. */
static const double LEAST_RATIO = 20;
/* The aim for the gap with weir; told, not demanded: it depends on what else the machine does. */
static const double AIM_P99_MS = 25;

struct choice {
    bool check;
    const char *json;
    const char *dir;
    const char *indexd; /* NULL: this build has no service */
    const char *only;   /* NULL: everything */
};

static bool
wanted(const struct choice *choice, const char *part)
{
    return !choice->only || strcmp(choice->only, part) == 0;
}

static bool
show_rows(const struct demo_host *host, struct row rows[WAYS])
{
    for (int way = 0; way < WAYS; way++) {
        progress("the burst on %s, %d of %d", host->name, way + 1, WAYS);
        bool ran = row_run(&rows[way], host, (enum way)way);
        progress_clear();
        if (!ran)
            return false;
        table_row(host, (enum way)way, &rows[way]);
    }
    return true;
}

/* Under --check a host that falls short is tried once more: one stall of the machine is not a
 * verdict. */
static bool
show_host(const struct choice *choice, const struct demo_host *host, struct row rows[WAYS])
{
    for (int left = choice->check ? 2 : 1; left; left--) {
        if (!show_rows(host, rows))
            return false;
        if (!choice->check || table_ratio(rows) >= LEAST_RATIO)
            return true;
        printf("  %s: the worst gap is only %.1f times shorter with weir%s\n", host->name, table_ratio(rows),
               left > 1 ? "; once more" : "");
    }
    return false;
}

/* Says so if this host is left out. */
static bool
is_here(const struct demo_host *host)
{
    const char *missing = host->missing ? host->missing() : NULL;

    if (missing)
        printf("  %s is left out: %s.\n", host->name, missing);
    return !missing;
}

static void
introduce(void)
{
    printf("A burst: %d tasks that each burn %.1f ms of CPU (synthetic) come at once to a loop that\n"
           "draws a frame every %d ms. A gap is the time between two frames: how long the picture\n"
           "stands still. native posts the host's own way, unbounded uses weir without a budget.\n",
           BURST_TASKS, BURST_TASK_NS / 1e6, BURST_FRAME_NS / 1000000);
    table_head();
    fflush(stdout);
}

static double
worst_p99(struct row rows[][WAYS], int count)
{
    double worst = 0;
    for (int i = 0; i < count; i++)
        if (rows[i][WAY_WEIR].gap_p99_ms > worst)
            worst = rows[i][WAY_WEIR].gap_p99_ms;
    return worst;
}

static int
conclude(const struct choice *choice, const struct demo_host *shown[], struct row rows[][WAYS], int count)
{
    double p99 = worst_p99(rows, count);
    struct json json;

    for (int i = 0; i < count; i++)
        table_meaning(shown[i], rows[i]);
    if (count)
        printf("  The aim is a p99 of at most %.0f ms with weir: %s, it is %.1f ms.\n", AIM_P99_MS,
               p99 <= AIM_P99_MS ? "reached" : "missed", p99);
    if (!choice->json)
        return 0;
    if (json_open(&json, choice->json))
        return 1;
    for (int i = 0; i < count; i++)
        table_json(&json, shown[i], rows[i]);
    return json_close(&json) ? 1 : 0;
}

static int
show_burst(const struct choice *choice)
{
    enum {
        MOST = 16
    };
    const struct demo_host *shown[MOST];
    struct row rows[MOST][WAYS];
    int count = 0;
    bool good = true;

    introduce();
    for (int i = 0; demo_hosts[i] && count < MOST; i++) {
        if (!wanted(choice, demo_hosts[i]->name) || !is_here(demo_hosts[i]))
            continue;
        memset(rows[count], 0, sizeof rows[count]);
        good = show_host(choice, demo_hosts[i], rows[count]) && good;
        if (rows[count][WAY_WEIR].total_s > 0)
            shown[count++] = demo_hosts[i];
    }
    return conclude(choice, shown, rows, count) || !good;
}

static bool
knows(const char *part)
{
    bool known = strcmp(part, "indexd") == 0;
    for (int i = 0; demo_hosts[i]; i++)
        known = known || strcmp(part, demo_hosts[i]->name) == 0;
    return known;
}

static void
usage(FILE *to)
{
    fprintf(to, "usage: weir-demo [--check] [--json FILE] [--dir DIR] [--only indexd");
    for (int i = 0; demo_hosts[i]; i++)
        fprintf(to, "|%s", demo_hosts[i]->name);
    fprintf(to,
            "] [--indexd PROGRAM] [--win32 PROGRAM]\n"
            "  --check   fail unless the worst gap is %.0f times shorter with weir\n"
            "  --json    write the figures of the burst to FILE\n"
            "  --dir     what the service indexes (/usr/share/doc)\n"
            "  --only    one part: the service, or the burst on one host\n"
            "  --indexd  the service's program\n"
            "  --win32   the burst's program for Windows, to be run under Wine\n",
            LEAST_RATIO);
}

static void
parse(struct choice *choice, int argc, char **argv)
{
    static const struct option options[] = {
        {"check", no_argument, NULL, 'c'},        {"json", required_argument, NULL, 'j'},
        {"dir", required_argument, NULL, 'd'},    {"only", required_argument, NULL, 'o'},
        {"indexd", required_argument, NULL, 'i'}, {"win32", required_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
    };

    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option == 'c')
            choice->check = true;
        else if (option == 'j')
            choice->json = optarg;
        else if (option == 'd')
            choice->dir = optarg;
        else if (option == 'o' && knows(optarg))
            choice->only = optarg;
        else if (option == 'i')
            choice->indexd = optarg;
        else if (option == 'w')
            wine_program = optarg;
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
    struct choice choice = {.dir = "/usr/share/doc"};
    int status = 0;

#ifdef DEMO_INDEXD
    choice.indexd = DEMO_INDEXD;
#endif
    parse(&choice, argc, argv);
    if (wanted(&choice, "indexd")) {
        if (choice.indexd)
            status = service_show(choice.indexd, choice.dir);
        else
            printf("The service is not in this build: it needs libevent and xxhash.\n");
        printf("\n");
    }
    if (!choice.only || strcmp(choice.only, "indexd") != 0)
        status = show_burst(&choice) || status ? (status ? status : 1) : 0;
    return status;
}
