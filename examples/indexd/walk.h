/* SPDX-License-Identifier: MIT */
/* What is still to be read: directories that wait, under one lock. Not the reading itself. */
#ifndef INDEXD_WALK_H
#define INDEXD_WALK_H

#include "ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index;
struct weir_scope;
struct walk;
struct request;

struct tally {
    uint64_t files;
    uint64_t bytes;
    uint64_t unreadable;
    uint64_t skipped; /* neither file nor directory: links, sockets, devices */
};

/* Called on the loop thread after the last result of a request has been inserted. */
typedef void walk_done_fn(void *self, const char *dir, const struct tally *tally, double seconds);

struct walk_config {
    struct ledger *ledger;
    struct weir_scope *scope; /* of all results */
    struct index *index;      /* workers hand it on and never look into it */
    int root;                 /* DIR, a descriptor */
    size_t waiting_limit;     /* requests that no worker has begun */
    walk_done_fn *done;
    void *self;
};

struct walk_load {
    size_t waiting;     /* requests that no worker has begun */
    size_t begun;       /* requests that are being read */
    size_t directories; /* known of those, not yet read */
    uint64_t skipped;   /* links and such that were met since the start */
};

/* One directory to read. It is the taker's until walk_end. */
struct directory {
    struct directory *next;
    struct request *request;
    char path[]; /* below root, "" is root itself */
};

/* Loop thread. */
struct walk *walk_new(const struct walk_config *config);
void walk_free(struct walk *walk); /* after the last worker has ended */
const struct walk_config *walk_config(const struct walk *walk);

/* Any thread. */
bool walk_add(struct walk *walk, const char *dir); /* false: full, or stopped */
void walk_stop(struct walk *walk);
void walk_read_load(struct walk *walk, struct walk_load *load);

/* Workers. */
struct directory *walk_take(struct walk *walk); /* waits for one; NULL: stopped */
void walk_push(struct walk *walk, struct request *request, const char *path);
void walk_end(struct walk *walk, struct directory *directory, const struct tally *tally);
bool walk_stopped(struct walk *walk); /* cheap enough to ask before each read */

#endif
