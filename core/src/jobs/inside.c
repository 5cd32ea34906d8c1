/* SPDX-License-Identifier: MIT */
/* What a step may call: what comes next, and what it says of itself. Loop thread, or the worker of a work.
 * Not what is made of it (step.c). */
#include "base/system.h"
#include "base/text.h"
#include "jobs/jobs.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int
ask(struct weir_job *job, enum job_asked asked)
{
    if (!job)
        return WEIR_EINVAL;
    job->asked = (uint8_t)asked;
    return (int)asked;
}

/* May it ask for a wait? A work may not. */
static int
refuse_wait(const struct weir_job *job)
{
    if (!job)
        return WEIR_EINVAL;
    return work_of(job) ? WEIR_ETHREAD : 0;
}

int
weir_done(struct weir_job *job, void *result)
{
    if (job && result)
        weir_job_leave(job, result);
    return ask(job, ASKED_DONE);
}

/* Its words, made if it has none. NULL: no memory. */
static struct words *
words_of(struct jobs *jobs, struct weir_job *job)
{
    if (job->words)
        return job->words;
    struct words *words = weir_system.allocate(sizeof *words + 1);
    job_lock(jobs, job);
    job->words = words;
    job_unlock(jobs, job);
    return words;
}

void
job_set_error(struct jobs *jobs, struct weir_job *job, const char *format, va_list arguments)
{
    char text[DESCRIPTION_LIMIT + 5]; /* room for one character more, so that none is torn */
    int formatted = vsnprintf(text, sizeof text, format, arguments);
    struct words *words = words_of(jobs, job);
    size_t length = formatted < 0 ? 0 : cut_text(text, DESCRIPTION_LIMIT);
    char *error = words ? weir_system.allocate(length + 1) : NULL;
    if (!words)
        return;
    if (error)
        memcpy(error, text, length);
    job_lock(jobs, job);
    char *before = words->error;
    words->error = error;
    job_unlock(jobs, job);
    weir_system.release(before);
}

int
weir_fail(struct weir_job *job, const char *format, ...)
{
    if (!job || !format)
        return WEIR_EINVAL;
    va_list arguments;
    va_start(arguments, format);
    job_set_error(jobs_of(weir_of(job)), job, format, arguments);
    va_end(arguments);
    return ask(job, ASKED_FAIL);
}

int
weir_after(struct weir_job *job, int64_t ns)
{
    int refused = refuse_wait(job);
    if (refused)
        return refused;
    job->due = ns > 0 ? time_after(weir_system.now(), ns) : 0; /* nobody else looks at it in a step */
    return ask(job, ASKED_AFTER);
}

int
weir_after_frames(struct weir_job *job, uint32_t frames)
{
    int refused = refuse_wait(job);
    if (refused)
        return refused;
    job->due = frames ? (int64_t)frames : 1;
    return ask(job, ASKED_FRAMES);
}

int
weir_await(struct weir_job *job, int64_t id)
{
    int refused = refuse_wait(job);
    if (refused)
        return refused;
    job->awaits.id = id;
    return ask(job, ASKED_AWAIT);
}

int
weir_await_scope(struct weir_job *job, struct weir_scope *scope)
{
    int refused = refuse_wait(job);
    if (refused)
        return refused;
    job->awaits.scope = scope;
    return ask(job, ASKED_SCOPE);
}

int64_t
weir_job_id(const struct weir_job *job)
{
    return job ? job_id(weir_of(job), job) : 0;
}

struct weir *
weir_job_weir(const struct weir_job *job)
{
    return job ? weir_of(job) : NULL;
}

struct weir_scope *
weir_job_scope(const struct weir_job *job)
{
    return job ? job->scope : NULL;
}

bool
weir_job_cancelled(const struct weir_job *job)
{
    if (!job)
        return false;
    struct jobs *jobs = jobs_of(weir_of(job));
    int64_t now = weir_system.now();
    job_lock(jobs, job);
    int reason = reason_to_end(job, now);
    job_unlock(jobs, job);
    return reason;
}

bool
weir_job_has_time(const struct weir_job *job)
{
    if (!job || weir_job_cancelled(job))
        return false;
    if (work_of(job))
        return true; /* a worker has all the time there is */
    const struct weir *w = weir_of(job);
    const struct turn *turn = turn_of(w);
    if (!turn || !turn->runs || w->closing.how)
        return false;
    int64_t time = turn->time < w->budget.time ? turn->time : w->budget.time;
    return weir_system.now() - turn->began < time;
}

/* As fractions, but exact where it matters: what goes back by less than a double can tell has not gone back. */
static bool
goes_back(const struct weir_job *job, int64_t done, int64_t total)
{
    if (done < job->done)
        return true;
    return job->total > 0 &&
           (total == 0 || (double)done / (double)total < (double)job->done / (double)job->total);
}

int
weir_job_progress(struct weir_job *job, int64_t done, int64_t total, const char *text)
{
    if (!job || done < 0 || total < 0 || (total > 0 && done > total) || goes_back(job, done, total))
        return WEIR_EINVAL;
    struct jobs *jobs = jobs_of(weir_of(job));
    struct words *words = text ? words_of(jobs, job) : NULL;
    size_t length = text ? cut_text(text, PROGRESS_LIMIT) : 0;
    job_lock(jobs, job);
    job->done = done;
    job->total = total;
    if (words) {
        memcpy(words->progress, text, length);
        words->progress[length] = '\0';
    }
    job_unlock(jobs, job);
    return text && !words ? WEIR_ENOMEM : 0;
}

int
weir_job_leave(struct weir_job *job, void *result)
{
    if (!job)
        return WEIR_EINVAL;
    struct jobs *jobs = jobs_of(weir_of(job));
    job_lock(jobs, job);
    void *before = job->result;
    job->result = result;
    job_unlock(jobs, job);
    if (before && before != result && job->destroy)
        job->destroy(before);
    return 0;
}
