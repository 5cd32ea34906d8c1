/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#ifndef MANAGER_OPTIONS_H
#define MANAGER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct options {
    char **files;
    size_t count;
    unsigned threads;    /* 0: as many as weir takes */
    unsigned timeout_ms; /* 0: none */
    unsigned cancel;     /* which file, from 1 on; 0: none */
    bool conflict;
};

enum options_answer {
    OPTIONS_GO,
    OPTIONS_HELP, /* it was printed */
    OPTIONS_BAD   /* it was said why, on stderr */
};

enum options_answer options_read(struct options *options, int argc, char **argv);

#endif
