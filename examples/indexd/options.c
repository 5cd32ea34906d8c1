/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#include "options.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char USAGE[] = "usage: weir-indexd [options] DIR\n";

static const char HELP[] =
    "Indexes the files below DIR and answers questions about them over HTTP meanwhile.\n"
    "\n"
    "  --listen ADDRESS:PORT  where to answer; port 0 takes a free one (127.0.0.1:8080)\n"
    "  --threads N            threads that read and hash files, 1 to 64 (2)\n"
    "  --queue N              results that may wait for the loop thread, questions that may\n"
    "                         wait for an answer, and directories that may wait for a\n"
    "                         thread, 1 to 65536 (1024)\n"
    "  --budget-ms N          longest time that results hold the loop at once, 1 to 1000 (4)\n"
    "  --drain-seconds N      longest time to close on SIGINT or SIGTERM, 0 to 3600 (10)\n"
    "  --help                 print this\n"
    "\n"
    "GET  /find?name=TEXT[&limit=N]  files whose name contains TEXT\n"
    "POST /index?dir=SUB             index SUB, below DIR, once more\n"
    "GET  /stats  /jobs  /metrics  /healthz\n";

enum {
    OPT_LISTEN = 1,
    OPT_THREADS,
    OPT_QUEUE,
    OPT_BUDGET,
    OPT_DRAIN,
    OPT_HELP
};

static const struct option KNOWN[] = {
    {"listen", required_argument, NULL, OPT_LISTEN},
    {"threads", required_argument, NULL, OPT_THREADS},
    {"queue", required_argument, NULL, OPT_QUEUE},
    {"budget-ms", required_argument, NULL, OPT_BUDGET},
    {"drain-seconds", required_argument, NULL, OPT_DRAIN},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static bool
number(const char *text, unsigned least, unsigned most, unsigned *out)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || value < least || value > most)
        return false;
    *out = (unsigned)value;
    return true;
}

static bool
option_number(const char *name, const char *text, unsigned least, unsigned most, unsigned *out)
{
    if (number(text, least, most, out))
        return true;
    fprintf(stderr, "weir-indexd: --%s takes a number from %u to %u, not \"%s\"\n", name, least, most, text);
    return false;
}

/* The last colon parts the port, so that an IPv6 address may stand in brackets. */
static bool
listen_at(struct options *options, const char *text)
{
    const char *colon = strrchr(text, ':');
    const char *begin = text;
    const char *end = colon;
    if (colon && *begin == '[' && colon > begin + 1 && colon[-1] == ']') {
        begin++;
        end--;
    }
    size_t length = colon ? (size_t)(end - begin) : 0;
    unsigned port;
    if (length == 0 || length >= sizeof options->address || !number(colon + 1, 0, 65535, &port)) {
        fprintf(stderr, "weir-indexd: --listen takes ADDRESS:PORT, not \"%s\"\n", text);
        return false;
    }
    memcpy(options->address, begin, length);
    options->address[length] = 0;
    options->port = (uint16_t)port;
    return true;
}

static bool
take(struct options *options, int option, const char *text)
{
    switch (option) {
    case OPT_LISTEN:
        return listen_at(options, text);
    case OPT_THREADS:
        return option_number("threads", text, 1, 64, &options->threads);
    case OPT_QUEUE:
        return option_number("queue", text, 1, 65536, &options->queue);
    case OPT_BUDGET:
        return option_number("budget-ms", text, 1, 1000, &options->budget_ms);
    case OPT_DRAIN:
        return option_number("drain-seconds", text, 0, 3600, &options->drain_seconds);
    default:
        return false; /* getopt has said what is wrong with it */
    }
}

static enum options_answer
bad(void)
{
    fputs(USAGE, stderr);
    fputs("Try \"weir-indexd --help\".\n", stderr);
    return OPTIONS_BAD;
}

static enum options_answer
help(void)
{
    fputs(USAGE, stdout);
    fputs(HELP, stdout);
    return OPTIONS_HELP;
}

enum options_answer
options_read(struct options *options, int argc, char **argv)
{
    *options = (struct options){
        .address = "127.0.0.1", .port = 8080, .threads = 2, .queue = 1024, .drain_seconds = 10};
    static char name[] = "weir-indexd"; /* getopt begins its lines with it */
    argv[0] = name;
    for (int option; (option = getopt_long(argc, argv, "", KNOWN, NULL)) != -1;) {
        if (option == OPT_HELP)
            return help();
        if (!take(options, option, optarg))
            return bad();
    }
    if (optind + 1 != argc) {
        fprintf(stderr, "weir-indexd: %s\n",
                optind == argc ? "DIR is missing" : "only one DIR can be indexed");
        return bad();
    }
    options->directory = argv[optind];
    return OPTIONS_GO;
}
