/* SPDX-License-Identifier: MIT */
/* weir-pick: finds files that are the same, on whichever loop --host= names. This file reads the command line and picks
 * the loop; the work is work.c, and each loop has a file host_*.c. */
#include "host.h"
#include "work.h"

#include <weir/error.h>

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF "weir-pick"

enum {
    BAD = 2,
    LONGEST_PATH = 4096
};

static void
print_hosts(FILE *to)
{
    for (const struct host *host = hosts; host->name; host++)
        if (host->missing)
            fprintf(to, "  --host=%-9s not in this build: %s\n", host->name, host->missing);
        else
            fprintf(to, "  --host=%-9s in %s\n", host->name, host->program);
}

static int
help(void)
{
    fputs("usage: " SELF " --host=HOST [--threads=N] [FOLDER...]\n"
          "Finds files below FOLDER (.) that are the same, and says how far it is ten times a second on "
          "stderr.\n"
          "The work is the same on each loop; only the attach differs.\n"
          "\n"
          "  --threads=N     threads that read, 1 to 64 (2)\n",
          stdout);
    print_hosts(stdout);
    return 0;
}

static int
refuse(const char *what, const char *why)
{
    fprintf(stderr, SELF ": %s: %s\n", what, why);
    return BAD;
}

static const struct host *
find_host(const char *name)
{
    for (const struct host *host = hosts; name && host->name; host++)
        if (strcmp(host->name, name) == 0)
            return host;
    return NULL;
}

/* Qt 5 and Qt 6 cannot both be in one process, so they have programs of their own, beside this one. */
static int
run_program(const char *program, char **argv)
{
    char path[LONGEST_PATH];
    const char *slash = strrchr(argv[0], '/');
    int folder = slash ? (int)(slash - argv[0]) + 1 : 0;
    if (snprintf(path, sizeof path, "%.*s%s", folder, argv[0], program) < (int)sizeof path) {
        argv[0] = path;
        execvp(path, argv);
    }
    return refuse(program, strerror(errno));
}

static int
look_at_folders(char *const *folders, int count)
{
    for (int i = 0; i < count; i++) {
        struct stat status;
        if (stat(folders[i], &status))
            return refuse(folders[i], strerror(errno));
        if (!S_ISDIR(status.st_mode))
            return refuse(folders[i], strerror(ENOTDIR));
    }
    return 0;
}

static void
watch_signals(void)
{
    struct sigaction action = {.sa_handler = work_interrupt, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static int
run(const struct host *host, char *const *folders, int count, unsigned threads)
{
    watch_signals();
    struct work *work = work_new(folders, count, threads);
    if (!work)
        return refuse("cannot start", "no memory");
    int failed = host->run(work);
    int status = failed ? refuse(host->name, weir_error_text(failed)) : work_report(work);
    work_free(work);
    return status;
}

struct options {
    const char *host;
    unsigned threads;
    bool help;
};

static bool
read_threads(const char *text, unsigned *threads)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    *threads = (unsigned)value;
    return *text >= '0' && *text <= '9' && !*end && value >= 1 && value <= 64;
}

/* False: it has been said what is wrong. */
static bool
read_options(struct options *options, int argc, char **argv)
{
    static const struct option known[] = {{"host", required_argument, NULL, 'h'},
                                          {"threads", required_argument, NULL, 't'},
                                          {"help", no_argument, NULL, 'u'},
                                          {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 'u')
            options->help = true;
        else if (option == 'h')
            options->host = optarg;
        else if (option != 't')
            return false; /* getopt has said what is wrong with it */
        else if (!read_threads(optarg, &options->threads))
            return refuse("--threads takes a number from 1 to 64, not", optarg) == 0;
    }
    return true;
}

int
main(int argc, char **argv)
{
    static char here[] = ".", *nowhere[] = {here};
    struct options options = {.threads = 2};
    if (!read_options(&options, argc, argv))
        return BAD;
    if (options.help)
        return help();
    const struct host *host = find_host(options.host);
    if (!host) {
        refuse(options.host ? options.host : "--host is missing", "name one of these");
        print_hosts(stderr);
        return BAD;
    }
    if (host->missing)
        return refuse(host->name, host->missing);
    if (!host->run)
        return run_program(host->program, argv);
    int count = argc > optind ? argc - optind : 1;
    char **folders = argc > optind ? argv + optind : nowhere;
    if (look_at_folders(folders, count))
        return BAD;
    return run(host, folders, count, options.threads);
}
