/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not what is done about it. */
#ifndef JOBS_OPTIONS_H
#define JOBS_OPTIONS_H

struct options {
    const char *folder;
    const char *serve;
    const char *json; /* NULL: no */
    unsigned side;
    unsigned rate;         /* KiB a second; 0: any */
    unsigned cancel_after; /* chunks; 0: no */
};

enum options_answer {
    OPTIONS_GO,
    OPTIONS_HELP, /* it was printed */
    OPTIONS_BAD   /* it was said why, on stderr */
};

enum options_answer options_read(struct options *options, int argc, char **argv);

#endif
