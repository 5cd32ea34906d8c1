/* SPDX-License-Identifier: MIT */
/* A job as JSON. */
#include "row.h"

#include "words.h"

#include <stdio.h>
#include <time.h>

json_t *
row_time(int64_t ns)
{
    if (ns == 0)
        return json_null();
    char text[40];
    struct tm tm;
    time_t seconds = (time_t)(ns / WEIR_S(1));
    gmtime_r(&seconds, &tm);
    size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(text + size, sizeof text - size, ".%03dZ", (int)(ns / WEIR_MS(1) % 1000));
    return json_string(text);
}

static json_t *
text_of(const char *text)
{
    return *text ? words_json(text) : json_null();
}

json_t *
row_of(const struct weir_job_info *info)
{
    json_t *progress = json_pack("{sI sI so}", "done", (json_int_t)info->done, "total",
                                 (json_int_t)info->total, "text", text_of(info->progress_text));
    return json_pack("{sI ss so so so sI sI sb so so}", "job_id", (json_int_t)info->id, "status",
                     weir_job_status_name(info->status), "description", text_of(info->description),
                     "created_at", row_time(info->created_at), "completed_at", row_time(info->completed_at),
                     "duration_ms", (json_int_t)(info->duration / WEIR_MS(1)), "steps",
                     (json_int_t)info->steps, "cancel_requested",
                     (int)(info->cancel_requested && !info->completed_at), "error", text_of(info->error),
                     "progress", progress);
}
