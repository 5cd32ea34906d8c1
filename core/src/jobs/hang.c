/* SPDX-License-Identifier: MIT */
/* How jobs hang in the executor: what is due, frames, scopes, close, fork, free. Loop thread but for the last. Each a few
 * lines over the other files. */
#include "base/system.h"
#include "jobs/jobs.h"

static void
due(struct weir *w, int64_t now, int limit)
{
    struct jobs *jobs = jobs_of(w);
    int64_t key;
    struct weir_job *job;
    for (int n = 0; n < limit && (job = due_top(jobs, &key)) && key <= now; n++) {
        job_lock(jobs, job);
        bool timed = job->wait == JOB_AWAITS_TIME && job->deadline > now;
        int64_t at = timed ? job->due : key;
        if (timed && at <= now)
            job->wait = JOB_IS_READY; /* from here on nobody sets its time anew */
        job_unlock(jobs, job);
        due_remove(jobs, job);
        if (at > now) /* set anew by another thread, whose record is on the way */
            due_push(jobs, job, at < job->deadline ? at : job->deadline);
        else if (timed)
            place_ready(w, job);
        else if (place_is_waiting(w, job))
            place_on(w, job);
        else
            lobby_rouse(&w->lobby);
    }
}

static int64_t
deadline(const struct weir *w)
{
    int64_t key;
    return due_top(jobs_of(w), &key) ? key : INT64_MAX;
}

static bool
awaits_frame(const struct weir *w)
{
    const struct jobs *jobs = jobs_of(w);
    return jobs->begins.count + jobs->ends.count > 0 || jobs->refreshing;
}

static void
end_all(struct weir *w, bool timed)
{
    struct jobs *jobs = jobs_of(w);
    uint32_t size = (uint32_t)atom_load(&jobs->size, acquire); /* [J3] */
    for (uint32_t i = 0; i < size; i++) {
        struct weir_job *job = job_at(jobs, i);
        if (timed ? place_awaits_time(jobs, job) : place_is_waiting(w, job))
            place_on(w, job);
    }
}

/* Each job of a scope is looked at once after the cancel: those that were go to the end of its list. */
static bool
scope_cancelled(struct weir *w, struct weir_scope *scope, int limit)
{
    struct jobs *jobs = jobs_of(w);
    while (scope->jobs_told < scope->jobs_count && limit-- > 0) {
        struct weir_job *job = job_at(jobs, scope->jobs_first - 1);
        uint32_t told = scope->jobs_told;
        place_out_of_scope(jobs, job);
        place_in_scope(jobs, job);
        scope->jobs_told = told + 1;
        if (place_is_waiting(w, job))
            place_on(w, job);
    }
    return scope->jobs_told < scope->jobs_count;
}

static void
scope_empty(struct weir *w, struct weir_scope *scope)
{
    place_resume(w, &scope->awaiters);
}

static void
scopes_empty(struct weir *w)
{
    struct jobs *jobs = jobs_of(w);
    uint32_t size = (uint32_t)atom_load(&jobs->size, acquire); /* [J3] */
    for (uint32_t i = 0; i < size && jobs->at_scopes > 0; i++) {
        struct weir_job *job = job_at(jobs, i);
        job_lock(jobs, job); /* for one that another thread is starting in vain */
        struct weir_scope *scope = job->wait == JOB_AWAITS_SCOPE ? job->awaits.scope : NULL;
        job_unlock(jobs, job);
        if (scope && scope_is_empty(scope))
            scope_empty(w, scope);
    }
}

/* Can it be ended now? Not while its step runs, here or on a worker. */
static bool
is_idle(struct weir *w, struct weir_job *job)
{
    return job->wait == JOB_AWAITS_WORKER ? work_comes_back(w, job) : job->wait != JOB_IS_IN_STEP;
}

static bool
strike(struct weir *w, struct weir_scope *scope, struct entry *entry)
{
    struct jobs *jobs = jobs_of(w);
    uint32_t at = scope->jobs_first;
    while (at && !is_idle(w, job_at(jobs, at - 1)))
        at = job_at(jobs, at - 1)->scope_next;
    if (!at)
        return false;
    struct weir_job *job = job_at(jobs, at - 1);
    if (job->wait == JOB_IS_OVER) {
        history_strike(job, entry);
        return true;
    }
    place_leave(w, job);
    job_lock(jobs, job);
    job->wait = JOB_IS_IN_STEP;
    job_unlock(jobs, job);
    job_entry(job, entry);
    return true;
}

/* Of a live job, in a forked child, which has no workers. */
static void
fork_forget(struct weir *w, struct weir_job *job)
{
    struct jobs *jobs = jobs_of(w);
    struct weir_scope *scope = job->scope;
    int64_t awaited = job->flags & JOB_PINS ? job->awaits.id : 0;
    key_remove(jobs, job);
    if (awaited)
        await_over(w, awaited);
    if (job->wait != JOB_ARRIVES) {
        place_leave(w, job);
        place_out_of_scope(jobs, job);
    }
    work_ends(job);
    place_resume(w, &job->awaiters); /* their next step finds that it is gone */
    atom_sub(&jobs->live, 1, relaxed);
    job_release(jobs, job);
    scope_leave(scope);
}

static uint64_t
live(const struct weir *w)
{
    return atom_load(&jobs_of(w)->live, relaxed);
}

static void
fork_locks(struct weir *w)
{
    jobs_fork_locks(jobs_of(w));
    atom_store(&jobs_of(w)->out, 0, relaxed);
}

/* What a thread of the parent was in the middle of starting, or works on, goes in any case. One whose step is under way
 * goes on. */
static void
fork_child(struct weir *w, enum weir_fork_how how)
{
    struct jobs *jobs = jobs_of(w);
    uint32_t size = (uint32_t)atom_load(&jobs->size, acquire); /* [J3] */
    for (uint32_t i = 0; i < size; i++) {
        struct weir_job *job = job_at(jobs, i);
        bool waits = job->wait != JOB_IS_IN_STEP && job->wait != JOB_IS_OVER;
        bool vain = job->wait == JOB_ARRIVES || job->wait == JOB_AWAITS_WORKER;
        bool goes = vain || (waits && how == WEIR_FORK_DROP);
        if ((job->flags & JOB_USED) && goes)
            fork_forget(w, job);
    }
}

const struct above jobs_above = {
    .due = due,
    .deadline = deadline,
    .awaits_frame = awaits_frame,
    .frame = place_frame_comes,
    .end_all = end_all,
    .closed = history_close,
    .scope_cancelled = scope_cancelled,
    .scope_empty = scope_empty,
    .scopes_empty = scopes_empty,
    .strike = strike,
    .works_left = works_left,
    .live = live,
    .fork_locks = fork_locks,
    .fork_child = fork_child,
    .end = jobs_end,
};
