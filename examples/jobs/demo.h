/* SPDX-License-Identifier: MIT */
/* Which jobs there are, and how they belong together. Not what each of them does. */
#ifndef JOBS_DEMO_H
#define JOBS_DEMO_H

#include "contents.h"
#include "options.h"
#include "table.h"

struct event_base;

struct demo {
    struct options options;
    struct event_base *base;
    struct weir *weir;
    uint16_t port;          /* of the server */
    struct weir_scope *all; /* every job but the table and who waits for all */
    struct table table;
    struct contents contents;
    int64_t exporting, downloading, missing, silent, surveying; /* ids */
    char *to;                                                   /* the file that is downloaded */
    char *nowhere; /* the file of downloads that cannot succeed */
    bool is_waiting, interrupted;
};

/* Starts all jobs; the loop ends when the last of them has. Answers 0, or what weir answered. */
int demo_begin(struct demo *demo);

/* The export ends at its next chunk, and everything as soon as it can. */
void demo_cancel_export(struct demo *demo);
void demo_interrupt(struct demo *demo);

void demo_release(struct demo *demo); /* after weir_close */

#endif
