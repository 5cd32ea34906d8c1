/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char USAGE[] = "usage: weir-thread-manager [options] FILE...\n";

static const char HELP[] =
    "Prints the checksum and the size of each FILE, as cksum does. They are read on worker threads while a "
    "timeline\n"
    "plays 60 frames a second, and watched all the while: what changes meanwhile is told.\n"
    "\n"
    "  --threads N     of the pool, 1 to 64 (as many as processors, but 4 at most)\n"
    "  --timeout MS    longest time for each FILE in ms, waiting included, 1 to 3600000\n"
    "  --cancel N      cancel the N-th FILE after half a second\n"
    "  --conflict      have the worker call the timeline's panel, which is refused and told\n"
    "  --help          print this\n";

enum {
    OPT_THREADS = 1,
    OPT_TIMEOUT,
    OPT_CANCEL,
    OPT_CONFLICT,
    OPT_HELP
};

static const struct option KNOWN[] = {
    {"threads", required_argument, NULL, OPT_THREADS},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"cancel", required_argument, NULL, OPT_CANCEL},
    {"conflict", no_argument, NULL, OPT_CONFLICT},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static bool
number(const char *name, const char *text, unsigned most, unsigned *out)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    *out = (unsigned)value;
    if (*text >= '0' && *text <= '9' && !*end && value >= 1 && value <= most)
        return true;
    fprintf(stderr, "weir-thread-manager: --%s takes a number from 1 to %u, not \"%s\"\n", name, most, text);
    return false;
}

static bool
take(struct options *options, int option, const char *text)
{
    switch (option) {
    case OPT_THREADS:
        return number("threads", text, 64, &options->threads);
    case OPT_TIMEOUT:
        return number("timeout", text, 3600000, &options->timeout_ms);
    case OPT_CANCEL:
        return number("cancel", text, 1000000, &options->cancel);
    case OPT_CONFLICT:
        return options->conflict = true;
    default:
        return false; /* getopt has said what is wrong with it */
    }
}

static enum options_answer
bad(void)
{
    fputs(USAGE, stderr);
    fputs("Try \"weir-thread-manager --help\".\n", stderr);
    return OPTIONS_BAD;
}

static enum options_answer
help(void)
{
    fputs(USAGE, stdout);
    fputs(HELP, stdout);
    return OPTIONS_HELP;
}

/* Answers what is wrong with it as a whole, or NULL. */
static const char *
mistake(const struct options *options)
{
    if (options->count == 0)
        return "FILE is missing";
    return options->cancel > options->count ? "--cancel counts the FILEs from 1 on, and there are fewer"
                                            : NULL;
}

enum options_answer
options_read(struct options *options, int argc, char **argv)
{
    *options = (struct options){0};
    static char name[] = "weir-thread-manager"; /* getopt begins its lines with it */
    if (argc > 0)
        argv[0] = name;
    for (int option; (option = getopt_long(argc, argv, "", KNOWN, NULL)) != -1;) {
        if (option == OPT_HELP)
            return help();
        if (!take(options, option, optarg))
            return bad();
    }
    options->files = argv + optind;
    options->count = optind < argc ? (size_t)(argc - optind) : 0;
    const char *wrong = mistake(options);
    if (!wrong)
        return OPTIONS_GO;
    fprintf(stderr, "weir-thread-manager: %s\n", wrong);
    return bad();
}
