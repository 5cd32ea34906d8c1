/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#ifndef INDEXD_OPTIONS_H
#define INDEXD_OPTIONS_H

#include <stdint.h>

struct options {
    char address[256];
    uint16_t port;
    unsigned threads;
    unsigned queue;
    unsigned budget_ms; /* 0: what weir thinks right */
    unsigned drain_seconds;
    const char *directory;
};

enum options_answer {
    OPTIONS_GO,
    OPTIONS_HELP, /* it was printed */
    OPTIONS_BAD   /* it was said why, on stderr */
};

enum options_answer options_read(struct options *options, int argc, char **argv);

#endif
