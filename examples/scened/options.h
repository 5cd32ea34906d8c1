/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#ifndef SCENED_OPTIONS_H
#define SCENED_OPTIONS_H

#include <stdint.h>

struct host;

struct options {
    const struct host *host;
    char address[64];
    uint16_t port;
    const char *files;
    unsigned capacity;
    unsigned timeout; /* s */
};

enum options_answer {
    OPTIONS_GO,
    OPTIONS_HELP, /* it was printed */
    OPTIONS_BAD   /* it was said why, on stderr */
};

enum options_answer options_read(struct options *options, int argc, char **argv);

#endif
