/* SPDX-License-Identifier: MIT */
/* Awaiting: a job waits for the end of another, or of all that is in a scope. What would never end is refused. Loop thread.
 */
#include "jobs/jobs.h"

/* The search for a cycle goes backwards: from a job to those who wait for it, and for the scopes in which it is, and on to
 * those who wait for these. Usually nobody does. It goes forwards beside that, so that of a chain either end is found in as
 * many steps as the shorter way has. The chain of those that were found is linked by `next`, which nothing else
 * uses while a job lives; its last links to itself. */
struct search {
    struct jobs *jobs;
    struct weir_job *last;
};

static void
found(struct search *search, struct weir_job *job)
{
    if (job->next)
        return;
    search->last->next = job->index + 1;
    job->next = job->index + 1;
    search->last = job;
}

static void
find_awaiters(struct search *search, struct weir_job *job)
{
    for (struct weir_job *by = job->awaiters; by; by = by->place.queue.next)
        found(search, by);
    for (struct weir_scope *scope = job->scope; scope; scope = scope->parent)
        for (struct weir_job *by = scope->awaiters; by; by = by->place.queue.next)
            found(search, by);
}

static bool
awaits_something(const struct weir_job *job)
{
    return job->wait == JOB_AWAITS_JOB || job->wait == JOB_AWAITS_SCOPE;
}

static const struct weir_job *
awaited_by(const struct jobs *jobs, const struct weir_job *job)
{
    return job_at(jobs, (uint32_t)job->awaits.id & (JOBS_LIMIT - 1)); /* pinned: it is still the same */
}

int64_t
await_last(struct weir *w, int64_t id, int64_t to)
{
    struct jobs *jobs = jobs_of(w);
    for (uint64_t steps = atom_load(&jobs->size, relaxed); id != to && steps > 0; steps--) {
        struct weir_job *job = job_find(w, id);
        bool awaits = job && (job->wait == JOB_AWAITS_JOB || job->wait == JOB_AWAITS_WORKER);
        int64_t next = awaits ? job->awaits.id : 0; /* written before it waited, or under this lock */
        if (job)
            job_unlock(jobs, job);
        if (!next)
            break;
        id = next;
    }
    return id;
}

static bool
is_waited_for(struct jobs *jobs, const struct weir_job *job)
{
    job_lock(jobs, job);
    bool waited = job->flags & JOB_WAITED;
    job_unlock(jobs, job);
    return waited;
}

/* Does `target`, or something in `scope`, wait for `job` itself? */
static bool
would_never_end(struct weir *w, struct weir_job *job, const struct weir_job *target,
                const struct weir_scope *scope)
{
    struct jobs *jobs = jobs_of(w);
    struct search search = {jobs, job};
    const struct weir_job *ahead = target; /* what it awaits, and what that awaits, one for each step back */
    bool never = false,
         works = target && work_of(target); /* what a work waits for, only the way forward knows */
    job->next = job->index + 1;
    struct weir_job *at = job;
    for (;;) {
        works = works || (ahead && work_of(ahead)) || is_waited_for(jobs, at);
        never =
            never || (target && (at == target || ahead == job)) || (scope && scope_is_in(at->scope, scope));
        find_awaiters(&search, at);
        if (never || at->next == at->index + 1 || (ahead && !awaits_something(ahead)))
            break;
        ahead = ahead && ahead->wait == JOB_AWAITS_JOB ? awaited_by(jobs, ahead) : NULL;
        at = job_at(jobs, at->next - 1);
    }
    for (at = job; at;) { /* unlink the chain */
        struct weir_job *next = at->next == at->index + 1 ? NULL : job_at(jobs, at->next - 1);
        at->next = 0;
        at = next;
    }
    if (!never && works && target)
        never = await_last(w, job_id(w, target), job_id(w, job)) == job_id(w, job);
    return never;
}

/* Keeps the record of what is awaited until the step that follows has returned. */
static void
pin(struct jobs *jobs, struct weir_job *job, struct weir_job *target)
{
    target->pins++;
    job_unlock(jobs, target);
    job_lock(jobs, job);
    job->flags |= JOB_PINS;
    job_unlock(jobs, job);
}

void
await_over(struct weir *w, int64_t id)
{
    struct weir_job *target = job_find(w, id);
    if (!target)
        return;
    bool last = --target->pins == 0 && (target->flags & JOB_TOLD) && !(target->flags & JOB_IS_HISTORY);
    job_unlock(jobs_of(w), target);
    if (last)
        history_add(w, jobs_of(w), target);
}

void
await_job(struct weir *w, struct weir_job *job, int64_t id)
{
    struct jobs *jobs = jobs_of(w);
    struct weir_job *target = job_find(w, id);
    if (id < 0 && id >= WEIR_EUNSUPPORTED) { /* of a start that was refused */
        job_fail(w, job, (int)id, "%s", weir_error_text((int)id));
        return;
    }
    if (!target) {
        job_fail(w, job, WEIR_ESTALE, "cannot await job %lld: there is no such job, or it was cleared",
                 (long long)id);
        return;
    }
    bool told = target->flags & JOB_TOLD;
    if (told) {
        pin(jobs, job, target);
        place_ready(w, job);
        return;
    }
    job_unlock(jobs, target); /* it cannot be cleared before it has ended, on this thread */
    if (target == job) {
        job_fail(w, job, WEIR_EDEADLK, "cannot await job %lld: that is itself", (long long)id);
    } else if (would_never_end(w, job, target, NULL)) {
        job_fail(w, job, WEIR_EDEADLK,
                 "cannot await job %lld: that one awaits this one, so neither would end", (long long)id);
    } else {
        job_lock(jobs, target);
        pin(jobs, job, target);
        place_list(w, job, &target->awaiters, JOB_AWAITS_JOB);
    }
}

void
await_scope(struct weir *w, struct weir_job *job, struct weir_scope *scope)
{
    if (!scope || scope->w != w) {
        job_fail(w, job, WEIR_EINVAL, "cannot await a scope that is NULL or of another weir");
        return;
    }
    if (would_never_end(w, job, NULL, scope)) {
        job_fail(w, job, WEIR_EDEADLK, "cannot await the scope%s%s: it would wait for this job itself",
                 scope->label[0] ? " " : "", scope->label);
        return;
    }
    bool first = !scope->awaiters;
    if (first && !scope_await(scope)) {
        scope_await_no_more(scope);
        place_ready(w, job);
        return;
    }
    job->awaits.scope = weir_scope_hold(scope);
    jobs_of(w)->at_scopes++;
    place_list(w, job, &scope->awaiters, JOB_AWAITS_SCOPE);
}
