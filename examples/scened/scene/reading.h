/* SPDX-License-Identifier: MIT */
/* Reading a whole file as a work, which a step awaits. Not which files may be read (files.h). */
#ifndef SCENED_READING_H
#define SCENED_READING_H

#include "tools.h"

/* What it leaves as its result. */
struct reading_text {
    size_t size;
    char bytes[];
};

/* In the scope of the job whose step calls it. The id of the work, or a code: what weir_await takes. */
int64_t reading_start(const struct tools *tools, struct weir_job *job, const char *path);

/* In the step that follows: the text, the caller's, to be freed. NULL: *answer is what the step must return. */
struct reading_text *reading_take(struct weir_job *job, int64_t id, int *answer);

#endif
