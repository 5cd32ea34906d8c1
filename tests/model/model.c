/* SPDX-License-Identifier: MIT */
/* The state machine: what is waited for, and how what is asked changes it. Not what comes of it (came.c). */
#include "inside.h"

#include <string.h>

struct model model;

void
model_begin(void)
{
    int64_t now = model.now;
    memset(&model, 0, sizeof model);
    model.now = now;
    model.running = model.may_fail = model.ends_next = NOBODY;
}

/* Known. */

bool
model_is_over(const struct job *job)
{
    return job->wait == WAIT_OVER;
}

bool
model_scope_is_in(int scope, int tree)
{
    while (scope != NOBODY && scope != tree)
        scope = model.scopes[scope].parent;
    return scope == tree;
}

bool
model_is_cancelled(const struct job *job)
{
    return job->cancel_asked || (job->scope != NOBODY && model.scopes[job->scope].cancelled);
}

bool
model_must_end(const struct job *job)
{
    return model_is_cancelled(job) || model.now >= job->timeout_at;
}

bool
model_scope_is_empty(int tree)
{
    for (int i = 0; i < model.jobs_made; i++) {
        const struct job *job = &model.jobs[i];
        if (!model_is_over(job) && job->scope != NOBODY && model_scope_is_in(job->scope, tree))
            return false;
    }
    return true;
}

enum weir_job_status
model_status(const struct job *job)
{
    if (model_is_over(job))
        return job->status;
    return job->steps > 0 ? WEIR_JOB_RUNNING : WEIR_JOB_PENDING;
}

int64_t
model_remaining(const struct job *job)
{
    return job->wait == WAIT_TIME && job->due > model.now ? job->due - model.now : 0;
}

int64_t
model_remaining_frames(const struct job *job)
{
    bool waits = job->wait == WAIT_BEGIN || job->wait == WAIT_END;
    return waits && !job->ready && job->frame > model.frame ? (int64_t)(job->frame - model.frame) : 0;
}

/* Waiting. */

static bool
is_ready(const struct job *job)
{
    switch (job->wait) {
    case WAIT_READY:
        return true;
    case WAIT_TIME:
        return job->due <= model.now;
    case WAIT_BEGIN:
        return job->frame <= model.frame;
    case WAIT_JOB:
        return model_is_over(&model.jobs[job->awaits]);
    case WAIT_SCOPE:
        return model_scope_is_empty(job->awaits);
    default:
        return false; /* the end of a frame says so itself */
    }
}

void
model_make_ready(struct job *job)
{
    if (job->ready)
        return;
    job->ready = true;
    job->ready_in = model.turn;
    job->order = ++model.orders;
    job->order_end = job->steps > 0 ? job->order : 0;
    job->full_turns = 0;
}

/* After whatever has happened. */
void
model_look_who_is_ready(void)
{
    for (int i = 0; i < model.jobs_made; i++)
        if (is_ready(&model.jobs[i]))
            model_make_ready(&model.jobs[i]);
}

void
model_begins_to_wait(struct job *job, enum wait wait)
{
    job->wait = wait;
    job->ready = false;
    job->noticed = 0;
    job->full_turns = 0;
    model_look_who_is_ready();
}

/* Does `from`, through whatever it waits for, wait for `job`? */
bool
model_waits_for(const struct job *from, const struct job *job, bool perhaps, int depth)
{
    if (from == job)
        return true;
    bool goes_on = from->ready || model_must_end(from); /* though that may not have been noticed */
    if (model_is_over(from) || depth > MOST_JOBS || (goes_on && !perhaps))
        return false;
    if (from->wait == WAIT_JOB)
        return model_waits_for(&model.jobs[from->awaits], job, perhaps, depth + 1);
    for (int i = 0; i < model.jobs_made && from->wait == WAIT_SCOPE; i++) {
        const struct job *other = &model.jobs[i];
        if (!model_is_over(other) && other->scope != NOBODY &&
            model_scope_is_in(other->scope, from->awaits) && model_waits_for(other, job, perhaps, depth + 1))
            return true;
    }
    return false;
}

/* Asked. */

int
model_may_start(int scope)
{
    return scope != NOBODY && model.scopes[scope].cancelled ? WEIR_ECANCELLED : 0;
}

int
model_joins(int key)
{
    for (int i = 0; i < model.jobs_made && key != NOBODY; i++) {
        const struct job *job = &model.jobs[i];
        if (job->key == key && !model_is_over(job) && job->steps == 0)
            return model_must_end(job) ? -2 : i;
    }
    return NOBODY;
}

struct job *
model_start(int scope, int lane, int key, int64_t delay, uint32_t frames, bool frame_end, int64_t timeout)
{
    struct job *job = &model.jobs[model.jobs_made++];
    *job = (struct job){.scope = scope, .lane = lane, .key = key, .awaits = NOBODY, .result = NOBODY};
    job->started_at = model.now;
    job->timeout_at = timeout ? model.now + timeout : INT64_MAX;
    job->due = model.now + delay;
    job->frame = model.frame + frames;
    model_begins_to_wait(job, delay ? WAIT_TIME : frame_end ? WAIT_END : frames ? WAIT_BEGIN : WAIT_READY);
    return job;
}

int
model_cancel(struct job *job)
{
    if (model_is_over(job))
        return 1;
    if (!job->cancel_asked)
        job->full_turns = 0;
    job->cancel_asked = true;
    return 0;
}

int
model_cancel_all(void)
{
    int count = 0;
    for (int i = 0; i < model.jobs_made; i++)
        count += model_cancel(&model.jobs[i]) == 0;
    return count;
}

int
model_reschedule(struct job *job, int64_t delay)
{
    if (model_is_over(job))
        return WEIR_ESTALE;
    bool waits = job->wait == WAIT_TIME ? !job->noticed : !job->ready;
    if (job->wait < WAIT_TIME || job->wait > WAIT_END || !waits)
        return WEIR_EBUSY;
    job->due = model.now + delay;
    model_begins_to_wait(job, WAIT_TIME);
    return model_must_end(job) ? 1 : 0;
}

int
model_take(struct job *job)
{
    if (!model_is_over(job))
        return WEIR_EBUSY;
    if (job->result == NOBODY)
        return 1;
    model.results[job->result].taken = true;
    job->result = NOBODY;
    return 0;
}

void
model_cancel_scope(int tree)
{
    for (int i = 0; i < model.scopes_made; i++) {
        struct scope *scope = &model.scopes[i];
        if (!model_scope_is_in(i, tree) || scope->cancelled)
            continue;
        scope->cancelled = true;
        scope->full_turns = 0;
        for (int at = 0; at < model.jobs_made; at++)
            if (model.jobs[at].scope == i && !model.jobs[at].cancel_asked)
                model.jobs[at].full_turns = 0;
    }
}

int
model_cancel_label(int label)
{
    int count = 0;
    for (int i = 0; i < model.scopes_made; i++) {
        if (model.scopes[i].label != label || model.scopes[i].cancelled || model.scopes[i].freed)
            continue;
        model_cancel_scope(i);
        count++;
    }
    return count;
}

int
model_new_scope(int parent, int label)
{
    model.scopes[model.scopes_made] = (struct scope){.parent = parent, .label = label};
    return model.scopes_made++;
}

bool
model_progress(struct job *job, int64_t done, int64_t total)
{
    if (done < 0 || total < 0 || (total > 0 && done > total) || done < job->done)
        return false;
    if (job->total > 0 && total > 0 && done * job->total < job->done * total)
        return false;
    job->done = done;
    job->total = total;
    return true;
}

void
model_pass(int64_t duration)
{
    model.now += duration;
    model_look_who_is_ready();
}

void
model_frame(enum weir_frame_edge edge)
{
    model.frame += edge == WEIR_FRAME_BEGIN;
    for (int i = 0; i < model.jobs_made && edge == WEIR_FRAME_END; i++)
        if (model.jobs[i].wait == WAIT_END && model.jobs[i].frame <= model.frame)
            model_make_ready(&model.jobs[i]);
    model_look_who_is_ready();
}
