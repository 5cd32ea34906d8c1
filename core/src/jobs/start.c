/* SPDX-License-Identifier: MIT */
/* Starting a job: any thread. Its record is filled before its id can be known, and then travels to the loop thread. */
#include "base/system.h"
#include "jobs/jobs.h"

#include <string.h>

static bool
spec_is_valid(const struct weir *w, const struct weir_job_spec *spec)
{
    bool framed = spec->frames > 0 || spec->frame_end;
    return spec->step && spec->lane >= WEIR_URGENT && spec->lane <= WEIR_BACKGROUND && spec->delay >= 0 &&
           spec->timeout >= 0 && !(framed && spec->delay > 0) && (!spec->scope || spec->scope->w == w);
}

/* What it waits for first. */
static void
fill_wait(struct weir_job *job, const struct weir_job_spec *spec, int64_t now)
{
    bool framed = spec->frames > 0 || spec->frame_end;
    job->due = framed ? (int64_t)spec->frames : spec->delay ? time_after(now, spec->delay) : 0;
    job->awaits.id = spec->frame_end;
    job->flags = JOB_USED | JOB_LISTED | (framed ? JOB_BEGINS_AT_FRAME : 0);
    job->deadline = spec->timeout ? time_after(now, spec->timeout) : INT64_MAX;
}

static void
fill_work(struct weir *w, struct weir_job *job, struct work *work)
{
    work->w = w;
    work->job = job;
    work->run = job->step;
    work->arg = job->arg;
    job->step = work_step;
    job->arg = work;
}

static void
fill(struct weir_job *job, const struct weir_job_spec *spec, struct words *words)
{
    memset(&job->place, 0, sizeof *job - offsetof(struct weir_job, place));
    job->step = spec->step;
    job->arg = spec->arg;
    job->on_done = spec->on_done;
    job->destroy = spec->destroy;
    job->scope = spec->scope;
    job->name = spec->name ? spec->name : "job";
    job->words = words;
    job->lane = (uint8_t)(spec->lane - WEIR_URGENT);
    job->created = weir_system.now();
    job->wall = weir_system.wall();
    job->record.taken = job_told;
    fill_wait(job, spec, job->created);
}

/* Its id is valid from here on; but not if the weir closes first. */
static int64_t
publish(struct weir *w, struct jobs *jobs, struct weir_job *job, const struct weir_job_spec *spec,
        struct words *words, struct work *work)
{
    job_lock(jobs, job);
    fill(job, spec, words);
    if (work)
        fill_work(w, job, work);
    int64_t id = job_id(w, job);
    job_unlock(jobs, job);
    atom_add(&jobs->live, 1, relaxed);
    if (work)
        atom_add(&jobs->out, 1, relaxed); /* [W1]; the record's push carries it */
    if (records_push(&w->records, &job->record) == 0)
        return id;
    if (work)
        atom_sub(&jobs->out, 1, relaxed);
    atom_sub(&jobs->live, 1, relaxed);
    return WEIR_ECLOSED;
}

static int64_t
start_with_words(struct weir *w, struct jobs *jobs, const struct weir_job_spec *spec, struct words *words,
                 struct work *work)
{
    struct weir_job *job;
    mutex_lock(&jobs->lock);
    int64_t result = job_claim(w, jobs, &job);
    mutex_unlock(&jobs->lock);
    if (result) {
        words_release(words);
        return result;
    }
    result = publish(w, jobs, job, spec, words, work);
    if (result < 0)
        job_release(jobs, job);
    return result;
}

/* As start_with_words, with the table locked all the while: nobody can come between the look and the start. */
static int64_t
start_or_join(struct weir *w, struct jobs *jobs, const struct weir_job_spec *spec, struct words *words,
              struct work *work, bool *joined)
{
    struct weir_job *job = NULL;
    int64_t result = 0;
    mutex_lock(&jobs->lock);
    struct weir_job *pending = key_find(jobs, spec->key);
    if (pending) {
        result = job_id(w, pending);
        *joined = true;
    } else {
        result = job_claim(w, jobs, &job);
    }
    if (job) {
        result = publish(w, jobs, job, spec, words, work);
        if (result > 0)
            key_add(jobs, job);
    }
    mutex_unlock(&jobs->lock);
    if (!job)
        words_release(words);
    else if (result < 0)
        job_release(jobs, job);
    return result;
}

int
job_refused(struct weir *w, const struct weir_job_spec *spec)
{
    if (!w || !spec || !spec_is_valid(w, spec) || words_check(spec))
        return WEIR_EINVAL;
    if (scope_is_cancelled(spec->scope))
        return WEIR_ECANCELLED;
    return records_are_sealed(&w->records) ? WEIR_ECLOSED : 0;
}

int64_t
job_joined(struct weir *w, const struct weir_job_spec *spec)
{
    struct jobs *jobs = jobs_of(w);
    if (!jobs || !spec->key)
        return 0;
    mutex_lock(&jobs->lock);
    struct weir_job *pending = key_find(jobs, spec->key);
    int64_t id = pending ? job_id(w, pending) : 0;
    mutex_unlock(&jobs->lock);
    if (pending && spec->joined)
        *spec->joined = true;
    return id;
}

int64_t
job_start(struct weir *w, const struct weir_job_spec *spec, struct work *work, bool *joined)
{
    *joined = false;
    if (spec && spec->joined)
        *spec->joined = false;
    int refused = job_refused(w, spec);
    if (refused)
        return refused;
    struct words *words;
    refused = words_make(spec, &words);
    if (refused)
        return refused;
    struct jobs *jobs;
    refused = jobs_make(w, &jobs);
    if (!refused)
        refused = scope_enter(spec->scope);
    if (refused) {
        words_release(words);
        return refused;
    }
    int64_t result = spec->key ? start_or_join(w, jobs, spec, words, work, joined)
                               : start_with_words(w, jobs, spec, words, work);
    if (result < 0 || *joined)
        scope_leave(spec->scope);
    if (*joined && spec->joined)
        *spec->joined = true;
    if (result > 0)
        gate_notify(&w->gate); /* if the host cannot be told, the next post tries again */
    return result;
}

int64_t
weir_job_start(struct weir *w, const struct weir_job_spec *spec)
{
    bool joined;
    return job_start(w, spec, NULL, &joined);
}
