/* SPDX-License-Identifier: MIT */
/* The texts of a job: description, info and key in one piece of memory, its progress beside them, its error apart. Not
 * how they are printed (print.c). */
#include "base/system.h"
#include "jobs/jobs.h"
#include "jobs/json.h"

#include <string.h>

size_t
cut_text(const char *text, size_t limit)
{
    size_t length = strlen(text);
    if (length <= limit)
        return length;
    while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}

static int
lengths_of(const struct weir_job_spec *spec, const char *description, size_t length[3])
{
    length[0] = description ? cut_text(description, DESCRIPTION_LIMIT) : 0;
    length[1] = spec->info ? strlen(spec->info) : 0;
    length[2] = spec->key ? strlen(spec->key) : 0;
    if (spec->info && (length[1] > INFO_LIMIT || !json_is_valid(spec->info, length[1])))
        return WEIR_EINVAL;
    return spec->key && (length[2] == 0 || length[2] > KEY_LIMIT) ? WEIR_EINVAL : 0;
}

int
words_make(const struct weir_job_spec *spec, struct words **out)
{
    const char *description = spec->description ? spec->description : spec->name;
    size_t length[3];
    *out = NULL;
    int refused = lengths_of(spec, description, length);
    if (refused || (!description && !spec->info && !spec->key))
        return refused;
    struct words *words = weir_system.allocate(sizeof *words + length[0] + length[1] + length[2] + 3);
    if (!words)
        return WEIR_ENOMEM;
    uint32_t at = (uint32_t)length[0] + 1;
    if (description)
        memcpy(words->text, description, length[0]);
    if (spec->info) {
        words->info = at;
        memcpy(words->text + at, spec->info, length[1]);
        at += (uint32_t)length[1] + 1;
    }
    if (spec->key) {
        words->key = at;
        memcpy(words->text + at, spec->key, length[2]);
    }
    *out = words;
    return 0;
}

void
words_release(struct words *words)
{
    if (!words)
        return;
    weir_system.release(words->error);
    weir_system.release(words);
}

const char *
job_description(const struct weir_job *job)
{
    return job->words ? job->words->text : "";
}

static const char *
failure(const struct weir_job *job)
{
    if (job->words && job->words->error)
        return job->words->error;
    return job->why == WEIR_EFAILED ? "out of memory for the error's text" : weir_error_text(job->why);
}

const char *
job_error(const struct weir_job *job)
{
    bool started = job->when != WEIR_JOB_BEFORE_START;
    switch (job->status) {
    case WEIR_JOB_FAILED:
        return failure(job);
    case WEIR_JOB_CANCELLED:
        if (job->when == WEIR_JOB_AT_CLOSE)
            return "the weir was closed";
        return started ? "cancelled while it was running" : "cancelled before it started";
    case WEIR_JOB_TIMEOUT:
        return started ? "out of time while it was running" : "out of time before it started";
    default:
        return "";
    }
}
