/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#include "options.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static const char USAGE[] = "usage: weir-jobs [options] FOLDER\n";

static const char HELP[] =
    "Runs some jobs on one loop and shows the table of them meanwhile. In FOLDER, which is made if it is not "
    "there, it\n"
    "writes terrain.obj (the export), download.bin (the download) and contents.txt (what there is).\n"
    "\n"
    "  --side N          the terrain has N times N vertices, 2 to 4000 (1200)\n"
    "  --cancel-after N  cancel the export after N chunks; or press c while it runs\n"
    "  --serve FILE      what is downloaded, from a server of its own (this program)\n"
    "  --rate N          KiB a second that the server sends, 0 to 1000000; 0 is any speed (300)\n"
    "  --json FILE       write the last table as JSON too\n"
    "  --help            print this\n";

enum {
    OPT_SIDE = 1,
    OPT_CANCEL,
    OPT_SERVE,
    OPT_RATE,
    OPT_JSON,
    OPT_HELP
};

static const struct option KNOWN[] = {
    {"side", required_argument, NULL, OPT_SIDE},
    {"cancel-after", required_argument, NULL, OPT_CANCEL},
    {"serve", required_argument, NULL, OPT_SERVE},
    {"rate", required_argument, NULL, OPT_RATE},
    {"json", required_argument, NULL, OPT_JSON},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static bool
number(const char *name, const char *text, unsigned least, unsigned most, unsigned *out)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    *out = (unsigned)value;
    if (*text >= '0' && *text <= '9' && !*end && value >= least && value <= most)
        return true;
    fprintf(stderr, "weir-jobs: --%s takes a number from %u to %u, not \"%s\"\n", name, least, most, text);
    return false;
}

static bool
take(struct options *options, int option, const char *text)
{
    switch (option) {
    case OPT_SIDE:
        return number("side", text, 2, 4000, &options->side);
    case OPT_CANCEL:
        return number("cancel-after", text, 1, 1000000, &options->cancel_after);
    case OPT_RATE:
        return number("rate", text, 0, 1000000, &options->rate);
    case OPT_SERVE:
        options->serve = text;
        return true;
    case OPT_JSON:
        options->json = text;
        return true;
    default:
        return false; /* getopt has said what is wrong with it */
    }
}

static enum options_answer
bad(void)
{
    fputs(USAGE, stderr);
    fputs("Try \"weir-jobs --help\".\n", stderr);
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
    *options = (struct options){.serve = "/proc/self/exe", .side = 1200, .rate = 300};
    static char name[] = "weir-jobs"; /* getopt begins its lines with it */
    if (argc > 0)
        argv[0] = name;
    for (int option; (option = getopt_long(argc, argv, "", KNOWN, NULL)) != -1;) {
        if (option == OPT_HELP)
            return help();
        if (!take(options, option, optarg))
            return bad();
    }
    if (optind + 1 != argc) {
        fprintf(stderr, "weir-jobs: %s\n", optind >= argc ? "FOLDER is missing" : "only one FOLDER");
        return bad();
    }
    options->folder = argv[optind];
    return OPTIONS_GO;
}
