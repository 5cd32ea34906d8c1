/* SPDX-License-Identifier: MIT */
/* A job as JSON: one row of the table, as agents and the page get it. Any thread. */
#ifndef SCENED_ROW_H
#define SCENED_ROW_H

#include <jansson.h>
#include <weir/job.h>

/* cancel_requested: and it has not ended. {"job_id", "status", "description", "created_at", "completed_at", "duration_ms", "steps", "cancel_requested", "error",
 * "progress": {"done", "total", "text"}}. A new reference; NULL without memory. */
json_t *row_of(const struct weir_job_info *info);

/* ISO 8601 in UTC, to the millisecond; null for 0. A new reference. */
json_t *row_time(int64_t ns);

#endif
