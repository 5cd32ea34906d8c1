/* SPDX-License-Identifier: MIT */
/* One job in the two forms in which the table is printed. Not the table. */
#ifndef WEIR_JOBS_PRINT_H
#define WEIR_JOBS_PRINT_H

#include <weir/job.h>

#include "base/text.h"

/* A line for a person, with its end, and the one above all. id_width: of the longest id in digits. */
void text_add_job_headings(struct text *text, int id_width);
void text_add_job_line(struct text *text, const struct weir_job_info *info, int id_width);

/* An object of JSON, without an end of line. The job's info is taken to be JSON, as weir_job_start has checked. */
void text_add_job_object(struct text *text, const struct weir_job_info *info);

#endif
