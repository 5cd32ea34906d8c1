/* SPDX-License-Identifier: MIT */
/* Fetches a file over HTTP, as a job that awaits others. Not what these do: response.h, checksum.h. */
#ifndef JOBS_DOWNLOAD_H
#define JOBS_DOWNLOAD_H

#include "response.h"

/* Its texts must live until the job has ended. */
struct download_order {
    struct weir_scope *scope;
    struct response_from from;
    const char *to;              /* the file that is written */
    int64_t timeout;             /* ns; 0: none */
    void (*written)(void *self); /* the file is there */
    void *self;
};

/* The job's result. */
struct downloaded {
    int64_t bytes;
    uint64_t hash; /* XXH3 of the file, and what the server said it would be */
};

/* Answers as weir_job_start. The result is from malloc. */
int64_t download_start(struct weir *w, const struct download_order *order);

#endif
