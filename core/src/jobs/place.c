/* SPDX-License-Identifier: MIT */
/* Where a job waits: ready in its lane; for a time, in the heap; for a frame, in a wheel; for another job or a scope, in
 * their lists. Wherever else it waits, the heap holds its timeout. Loop thread. Not why (step.c). */
#include "base/system.h"
#include "jobs/jobs.h"

static void
set_wait(struct jobs *jobs, struct weir_job *job, enum job_wait wait, int64_t due)
{
    job_lock(jobs, job);
    job->wait = (uint8_t)wait;
    if (!(job->flags & JOB_MOVED)) /* else another thread has set it, and its record is on the way */
        job->due = due;
    job_unlock(jobs, job);
}

void
place_ready(struct weir *w, struct weir_job *job)
{
    set_wait(jobs_of(w), job, JOB_IS_READY, 0);
    job->place.ready.take = job_taken;
    lanes_make_ready(&w->lanes, job->lane, &job->place.ready);
}

void
place_time(struct weir *w, struct weir_job *job, int64_t due)
{
    struct jobs *jobs = jobs_of(w);
    set_wait(jobs, job, JOB_AWAITS_TIME, due);
    due_push(jobs, job, due < job->deadline ? due : job->deadline);
}

/* Newest first: who is resumed together is turned round first. */
static void
queue_push(struct weir_job **list, struct weir_job *job)
{
    job->place.queue.next = *list;
    job->place.queue.link = list;
    if (*list)
        (*list)->place.queue.link = &job->place.queue.next;
    *list = job;
}

static void
queue_remove(struct weir_job *job)
{
    *job->place.queue.link = job->place.queue.next;
    if (job->place.queue.next)
        job->place.queue.next->place.queue.link = job->place.queue.link;
}

void
place_list(struct weir *w, struct weir_job *job, struct weir_job **list, enum job_wait wait)
{
    set_wait(jobs_of(w), job, wait, 0);
    queue_push(list, job);
    due_push(jobs_of(w), job, job->deadline);
}

void
place_frame(struct weir *w, struct weir_job *job, int64_t frames, bool end)
{
    struct jobs *jobs = jobs_of(w);
    struct wheel *wheel = end ? &jobs->ends : &jobs->begins;
    intake_awaits_frame(w);
    job->place.queue.frame = atom_load(&jobs->frame, relaxed) + (uint64_t)frames;
    wheel->count++;
    place_list(w, job, &wheel->lists[job->place.queue.frame % JOBS_FRAMES],
               end ? JOB_AWAITS_FRAME_END : JOB_AWAITS_FRAME);
}

void
place_worker(struct weir *w, struct weir_job *job)
{
    jobs_of(w)->at_work++;
    set_wait(jobs_of(w), job, JOB_AWAITS_WORKER, 0);
    due_push(jobs_of(w), job, job->deadline);
}

static int
wait_of(struct jobs *jobs, const struct weir_job *job)
{
    job_lock(jobs, job); /* for one that another thread is starting */
    int wait = job->wait;
    job_unlock(jobs, job);
    return wait;
}

bool
place_awaits_time(struct jobs *jobs, const struct weir_job *job)
{
    int wait = wait_of(jobs, job);
    return wait >= JOB_AWAITS_TIME && wait <= JOB_AWAITS_FRAME_END;
}

bool
place_is_waiting(struct weir *w, struct weir_job *job)
{
    int wait = wait_of(jobs_of(w), job);
    if (wait == JOB_AWAITS_WORKER)
        return work_comes_back(w, job);
    return wait >= JOB_AWAITS_TIME && wait <= JOB_AWAITS_SCOPE;
}

/* Out of the list of who awaits a scope. */
static void
leave_scope(struct weir_job *job)
{
    if (!job->awaits.scope->awaiters)
        scope_await_no_more(job->awaits.scope);
    weir_scope_release(job->awaits.scope);
}

void
place_leave(struct weir *w, struct weir_job *job)
{
    struct jobs *jobs = jobs_of(w);
    due_remove(jobs, job);
    switch (job->wait) {
    case JOB_IS_READY:
        lanes_unready(&w->lanes, job->lane, &job->place.ready);
        break;
    case JOB_AWAITS_FRAME:
        jobs->begins.count--;
        queue_remove(job);
        break;
    case JOB_AWAITS_FRAME_END:
        jobs->ends.count--;
        queue_remove(job);
        break;
    case JOB_AWAITS_JOB:
        queue_remove(job);
        break;
    case JOB_AWAITS_WORKER:
        jobs->at_work--;
        break;
    case JOB_AWAITS_SCOPE:
        jobs->at_scopes--;
        queue_remove(job);
        leave_scope(job);
        break;
    default:
        break;
    }
}

void
place_on(struct weir *w, struct weir_job *job)
{
    place_leave(w, job);
    place_ready(w, job);
}

void
place_resume(struct weir *w, struct weir_job **list)
{
    struct weir_job *oldest = NULL;
    while (*list) {
        struct weir_job *job = *list;
        queue_remove(job);
        queue_push(&oldest, job);
    }
    while (oldest) {
        struct weir_job *job = oldest;
        place_on(w, job);
    }
}

/* Its frame has come: nobody gives it a time any more. False: another thread has, and its record, which is on the way, takes
 * it out. */
static bool
meets_frame(struct jobs *jobs, struct weir_job *job)
{
    job_lock(jobs, job);
    bool moved = job->flags & JOB_MOVED;
    if (!moved)
        job->wait = JOB_IS_READY;
    job_unlock(jobs, job);
    return !moved;
}

/* Of one list of a wheel those whose frame has come, oldest first. */
static void
resume_frame(struct weir *w, struct wheel *wheel, struct weir_job *job, uint64_t frame)
{
    struct jobs *jobs = jobs_of(w);
    struct weir_job *come = NULL;
    while (job) {
        struct weir_job *next = job->place.queue.next;
        if (job->place.queue.frame <= frame && meets_frame(jobs, job)) {
            wheel->count--;
            queue_remove(job);
            job->place.queue.next = come; /* a chain for a moment */
            come = job;
        }
        job = next;
    }
    while (come) {
        struct weir_job *next = come->place.queue.next;
        due_remove(jobs, come);
        place_ready(w, come);
        come = next;
    }
}

void
place_frame_comes(struct weir *w, enum weir_frame_edge edge)
{
    struct jobs *jobs = jobs_of(w);
    struct wheel *wheel = edge == WEIR_FRAME_BEGIN ? &jobs->begins : &jobs->ends;
    uint64_t frame = atom_load(&jobs->frame, relaxed);
    if (edge == WEIR_FRAME_BEGIN)
        atom_store(&jobs->frame, ++frame, relaxed);
    uint64_t first = frame - wheel->seen < JOBS_FRAMES ? wheel->seen : frame - JOBS_FRAMES + 1;
    for (uint64_t at = first; at <= frame && wheel->count > 0; at++)
        resume_frame(w, wheel, wheel->lists[at % JOBS_FRAMES], frame);
    wheel->seen = frame;
    if (edge == WEIR_FRAME_BEGIN)
        work_frame_comes(w);
}

/* The jobs of a scope: a list in the order of their coming. */

void
place_in_scope(struct jobs *jobs, struct weir_job *job)
{
    struct weir_scope *scope = job->scope;
    if (!scope)
        return;
    job->scope_next = 0;
    job->scope_prev = scope->jobs_last;
    if (scope->jobs_last)
        job_at(jobs, scope->jobs_last - 1)->scope_next = job->index + 1;
    else
        scope->jobs_first = job->index + 1;
    scope->jobs_last = job->index + 1;
    scope->jobs_count++;
}

void
place_out_of_scope(struct jobs *jobs, struct weir_job *job)
{
    struct weir_scope *scope = job->scope;
    if (!scope)
        return;
    if (job->scope_prev)
        job_at(jobs, job->scope_prev - 1)->scope_next = job->scope_next;
    else
        scope->jobs_first = job->scope_next;
    if (job->scope_next)
        job_at(jobs, job->scope_next - 1)->scope_prev = job->scope_prev;
    else
        scope->jobs_last = job->scope_prev;
    scope->jobs_count--;
    if (scope->jobs_told > 0)
        scope->jobs_told--;
}
