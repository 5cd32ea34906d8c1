/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#include "options.h"

#include "hosts.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char USAGE[] = "usage: weir-scened --host=HOST [options]\n";

static const char HELP[] =
    "An MCP server in front of a scene that only the host's UI thread may touch.\n"
    "\n"
    "  --listen ADDRESS:PORT  where to answer; port 0 takes a free one (127.0.0.1:8765)\n"
    "  --files DIR            where files are read from and written to, and nowhere else (.)\n"
    "  --capacity N           calls that have not ended, at once, 1 to 65536 (1024)\n"
    "  --timeout S            longest time of a call whose tool has none of its own, 1 to 3600 (60)\n"
    "  --help                 print this\n"
    "\n";

enum {
    OPT_HOST = 1,
    OPT_LISTEN,
    OPT_FILES,
    OPT_CAPACITY,
    OPT_TIMEOUT,
    OPT_HELP
};

static const struct option KNOWN[] = {
    {"host", required_argument, NULL, OPT_HOST},
    {"listen", required_argument, NULL, OPT_LISTEN},
    {"files", required_argument, NULL, OPT_FILES},
    {"capacity", required_argument, NULL, OPT_CAPACITY},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static void
print_hosts(FILE *to)
{
    for (const struct known_host *known = known_hosts; known->name; known++)
        fprintf(to, known->missing ? "  --host=%-9s not in this build: %s\n" : "  --host=%s\n", known->name,
                known->missing);
}

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
    fprintf(stderr, "weir-scened: --%s takes a number from %u to %u, not \"%s\"\n", name, least, most, text);
    return false;
}

/* The last colon parts the port; an IPv6 address stands in brackets. */
static bool
listen_at(struct options *options, const char *text)
{
    const char *colon = strrchr(text, ':');
    const char *begin = text, *end = colon;
    if (colon && *begin == '[' && colon > begin + 1 && colon[-1] == ']') {
        begin++;
        end--;
    }
    size_t length = colon ? (size_t)(end - begin) : 0;
    unsigned port;
    if (length == 0 || length >= sizeof options->address || !number(colon + 1, 0, 65535, &port)) {
        fprintf(stderr, "weir-scened: --listen takes ADDRESS:PORT, not \"%s\"\n", text);
        return false;
    }
    memcpy(options->address, begin, length);
    options->address[length] = 0;
    options->port = (uint16_t)port;
    return true;
}

static bool
take_host(struct options *options, const char *name)
{
    const struct known_host *known = host_find(name);
    options->host = known ? known->host : NULL;
    if (options->host)
        return true;
    if (known)
        fprintf(stderr, "weir-scened: the host %s is not in this build: %s\n", name, known->missing);
    else
        fprintf(stderr, "weir-scened: --host takes one of these, not \"%s\":\n", name);
    print_hosts(stderr);
    return false;
}

static bool
take(struct options *options, int option, const char *text)
{
    switch (option) {
    case OPT_HOST:
        return take_host(options, text);
    case OPT_LISTEN:
        return listen_at(options, text);
    case OPT_FILES:
        options->files = text;
        return true;
    case OPT_CAPACITY:
        return option_number("capacity", text, 1, 65536, &options->capacity);
    case OPT_TIMEOUT:
        return option_number("timeout", text, 1, 3600, &options->timeout);
    default:
        return false; /* getopt has said what is wrong with it */
    }
}

static enum options_answer
bad(void)
{
    fputs(USAGE, stderr);
    fputs("Try \"weir-scened --help\".\n", stderr);
    return OPTIONS_BAD;
}

static enum options_answer
help(void)
{
    fputs(USAGE, stdout);
    fputs(HELP, stdout);
    print_hosts(stdout);
    return OPTIONS_HELP;
}

enum options_answer
options_read(struct options *options, int argc, char **argv)
{
    *options =
        (struct options){.address = "127.0.0.1", .port = 8765, .files = ".", .capacity = 1024, .timeout = 60};
    static char name[] = "weir-scened"; /* getopt begins its lines with it */
    argv[0] = name;
    for (int option; (option = getopt_long(argc, argv, "", KNOWN, NULL)) != -1;) {
        if (option == OPT_HELP)
            return help();
        if (!take(options, option, optarg))
            return bad();
    }
    if (optind != argc) {
        fprintf(stderr, "weir-scened: \"%s\" is no option\n", argv[optind]);
        return bad();
    }
    if (options->host)
        return OPTIONS_GO;
    fputs("weir-scened: --host is missing, one of these:\n", stderr);
    print_hosts(stderr);
    return bad();
}
