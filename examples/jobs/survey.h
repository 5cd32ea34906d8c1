/* SPDX-License-Identifier: MIT */
/* Surveys a terrain as several jobs, and waits for them as for one. Not the terrain: terrain.h. */
#ifndef JOBS_SURVEY_H
#define JOBS_SURVEY_H

#include <weir/job.h>

/* The job's result. */
struct surveyed {
    int bands;
    int64_t low, high; /* heights */
    int64_t sum;       /* of the heights of all vertices */
};

/* Answers as weir_job_start. The result is from malloc. */
int64_t survey_start(struct weir *w, struct weir_scope *scope, int64_t side);

#endif
