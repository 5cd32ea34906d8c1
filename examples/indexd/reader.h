/* SPDX-License-Identifier: MIT */
/* Lists a directory, reads and hashes its files. Not which directory is next, nor what is done with the results. */
#ifndef INDEXD_READER_H
#define INDEXD_READER_H

#include "walk.h"

#include <weir/job.h>

#include <xxhash.h>

/* What one work reads with. */
struct reader {
    struct weir_job *job; /* whose cancel ends it before the next read */
    struct request *request;
    const struct walk_config *config;
    XXH3_state_t *hash;
    unsigned char *chunk;
    struct tally tally;
};

/* Worker. */
void reader_init(struct reader *reader, struct weir_job *job, struct request *request,
                 const struct walk_config *config);
void reader_fini(struct reader *reader);

/* Hands over each file, and to the request each directory in it. */
void reader_read(struct reader *reader, const char *directory);

#endif
