/* SPDX-License-Identifier: MIT */
/* The texts of a job: description, info and key in one piece of memory, its progress beside them, its error apart. Not
 * how they are printed (print.c). */
#include "base/system.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "jobs/json.h"

#include <string.h>

int
words_check(const struct weir_job_spec *spec)
{
    size_t info = spec->info ? strlen(spec->info) : 0;
    size_t key = spec->key ? strlen(spec->key) : 0;
    if (spec->info && (info > INFO_LIMIT || !json_is_valid(spec->info, info)))
        return WEIR_EINVAL;
    return spec->key && (key == 0 || key > KEY_LIMIT) ? WEIR_EINVAL : 0;
}

/* Appends one text and its 0; answers where it begins, 0 for none. */
static uint32_t
append(struct words *words, size_t *at, const char *text, size_t length)
{
    if (!text)
        return 0;
    uint32_t begins = (uint32_t)*at;
    memcpy(words->text + begins, text, length);
    *at += length + 1;
    return begins;
}

int
words_make(const struct weir_job_spec *spec, struct words **out)
{
    *out = NULL;
    const char *description = spec->description ? spec->description : spec->name;
    const char *label = spec->scope && spec->scope->label[0] ? spec->scope->label : NULL;
    if (!description && !spec->info && !spec->key && !label)
        return 0;
    const char *texts[] = {description ? description : "", spec->info, spec->key, label};
    size_t lengths[4], size = 0, at = 0;
    for (int i = 0; i < 4; i++) {
        lengths[i] = texts[i] ? cut_text(texts[i], i == 0 ? DESCRIPTION_LIMIT : SIZE_MAX) : 0;
        size += lengths[i] + 1;
    }
    struct words *words = weir_system.allocate(sizeof *words + size);
    if (!words)
        return WEIR_ENOMEM;
    append(words, &at, texts[0], lengths[0]);
    words->info = append(words, &at, texts[1], lengths[1]);
    words->key = append(words, &at, texts[2], lengths[2]);
    words->label = append(words, &at, texts[3], lengths[3]);
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
