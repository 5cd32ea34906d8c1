/* SPDX-License-Identifier: MIT */
/* One job as an object of JSON. Not which jobs there are (print.c). */
#include "jobs/print.h"

#include "jobs/clock.h"
#include "jobs/json.h"

#include <inttypes.h>
#include <string.h>

static const char *
when_name(enum weir_job_when when)
{
    switch (when) {
    case WEIR_JOB_BEFORE_START:
        return "before start";
    case WEIR_JOB_WHILE_RUNNING:
        return "while running";
    case WEIR_JOB_AT_CLOSE:
        return "at close";
    default:
        return "";
    }
}

/* Each add_ function below begins with the comma behind the member before it. */
static void
add_name(struct text *text, const char *name)
{
    text_add_string(text, ",\"");
    text_add_string(text, name);
    text_add_string(text, "\":");
}

static void
add_string(struct text *text, const char *name, const char *string)
{
    add_name(text, name);
    text_add_json_string(text, string, strlen(string));
}

static void
add_string_or_null(struct text *text, const char *name, const char *string)
{
    if (string[0])
        add_string(text, name, string);
    else
        text_add(text, ",\"%s\":null", name);
}

static void
add_time_or_null(struct text *text, const char *name, int64_t ns)
{
    char time[32] = "";
    struct text written = text_begin(time, sizeof time);
    if (ns != 0)
        text_add_time(&written, ns);
    add_string_or_null(text, name, time);
}

static void
add_progress(struct text *text, const struct weir_job_info *info)
{
    text_add(text, ",\"progress\":{\"done\":%" PRId64 ",\"total\":%" PRId64, info->done, info->total);
    add_string(text, "text", info->progress_text);
    text_add_string(text, "}");
}

void
text_add_job_object(struct text *text, const struct weir_job_info *info)
{
    text_add(text, "{\"task_id\":%" PRId64, info->id);
    add_string(text, "status", weir_job_status_name(info->status));
    text_add(text, ",\"cancel_requested\":%s", info->cancel_requested ? "true" : "false");
    add_string(text, "when", when_name(info->when));
    add_string_or_null(text, "why", info->why ? weir_error_name(info->why) : "");
    add_string(text, "description", info->description);
    add_name(text, "duration");
    text_add_seconds(text, info->duration);
    add_time_or_null(text, "created_at", info->created_at);
    add_time_or_null(text, "completed_at", info->completed_at);
    add_string_or_null(text, "error", info->error);
    add_name(text, "info");
    text_add_string(text, info->info[0] ? info->info : "null");
    add_progress(text, info);
    text_add(text, ",\"steps\":%" PRIu64, info->steps);
    add_string(text, "label", info->label);
    text_add_string(text, "}");
}
