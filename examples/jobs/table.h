/* SPDX-License-Identifier: MIT */
/* Shows the jobs of a weir while they run, as a job itself. Not what they do. */
#ifndef JOBS_TABLE_H
#define JOBS_TABLE_H

#include "screen.h"

#include <weir/job.h>

struct seen;

/* Lives as long as its job. */
struct table {
    struct weir *weir;
    void (*ended)(void *self); /* the table has been shown for the last time */
    void *self;
    /* table.c's, and all 0 to begin with. */
    int64_t id;
    bool is_last;
    struct screen screen;
    struct seen *seen;
    size_t seen_count;
};

/* From now on it is shown ten times a second: redrawn in its place on a terminal, else a line for each change. Answers as
 * weir_job_start. */
int64_t table_start(struct table *table);

/* One more look, and then `ended`. */
void table_finish(struct table *table);

/* As it is now, on stdout: once more when all is over. */
void table_show(struct table *table);

/* All jobs as weir prints them; free() it. NULL: no memory. */
char *table_text(struct weir *w, enum weir_jobs_format format);

#endif
