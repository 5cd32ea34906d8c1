/* SPDX-License-Identifier: MIT */
/* What became of it all, in words. Not the table of jobs: table.h. */
#ifndef JOBS_REPORT_H
#define JOBS_REPORT_H

struct demo;

/* Takes the results of the jobs. Answers 0, 1 if one of them ended as it should not, 130 if they were interrupted. */
int report(struct demo *demo);

#endif
