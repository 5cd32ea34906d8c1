/* SPDX-License-Identifier: MIT */
/* Writes a file a chunk at a time, as a job. Not what is written: that is terrain.h. */
#ifndef JOBS_EXPORT_H
#define JOBS_EXPORT_H

#include <weir/job.h>

struct export_order {
    struct weir_scope *scope;
    const char *folder;                                    /* where terrain.obj is to be */
    int64_t side;                                          /* of the terrain */
    void (*chunk)(void *self, int64_t id, int64_t chunks); /* after each, inside the job's step */
    void *self;
};

/* What the job leaves, however it ends: weir_job_take. */
struct exported {
    char *path; /* ends in ".part" unless the file is whole */
    int64_t lines, total;
    int64_t bytes;
    int64_t chunks;
    uint64_t hash; /* XXH3 of the bytes that are in the file */
};

/* Answers as weir_job_start. */
int64_t export_start(struct weir *w, const struct export_order *order);
void exported_free(void *exported);

#endif
