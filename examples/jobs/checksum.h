/* SPDX-License-Identifier: MIT */
/* The XXH3 of a file, as a job whose result is the number. Not what it is compared with. */
#ifndef JOBS_CHECKSUM_H
#define JOBS_CHECKSUM_H

#include <weir/job.h>

/* Answers as weir_job_start. The result is a uint64_t from malloc. */
int64_t checksum_start(struct weir *w, struct weir_scope *scope, const char *path);

#endif
