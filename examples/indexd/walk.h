/* SPDX-License-Identifier: MIT */
/* What is still to be read, and the works that read it. Not the reading itself. */
#ifndef INDEXD_WALK_H
#define INDEXD_WALK_H

#include "ledger.h"

#include <weir/workers.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index;
struct walk;
struct request;

struct tally {
    uint64_t files;
    uint64_t bytes;
    uint64_t unreadable;
    uint64_t skipped; /* neither file nor directory: links, sockets, devices */
};

struct walk_config {
    struct ledger *ledger;
    struct weir_workers *workers;
    struct weir_scope *results; /* of what the workers hand over */
    struct index *index;        /* they hand it on and never look into it */
    int root;                   /* DIR, a descriptor */
    unsigned threads;           /* that may read one request */
    size_t waiting_limit;       /* requests that no worker has begun */
    /* On the loop thread: after the last result of a request has been inserted, and when all that ran has ended
     * after walk_stop. */
    void (*done)(void *self, const char *dir, const struct tally *tally, double seconds);
    void (*stopped)(void *self);
    void *self;
};

struct walk_load {
    size_t waiting;     /* requests that no worker has begun */
    size_t begun;       /* requests that are being read */
    size_t directories; /* known of those, and not begun */
    uint64_t skipped;   /* links and such that were met since the start */
};

/* Loop thread. */
struct walk *walk_new(const struct walk_config *config); /* NULL: weir has no memory, or is closed */
bool walk_add(struct walk *walk, const char *dir);       /* false: full, or stopped */
void walk_stop(struct walk *walk);
void walk_read_load(struct walk *walk, struct walk_load *load);
void walk_free(struct walk *walk); /* after weir_close, which has ended all requests */

/* Worker: a directory that it has found below what it reads for this request. */
void walk_push(struct request *request, const char *path);

#endif
