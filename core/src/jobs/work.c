/* SPDX-License-Identifier: MIT */
/* The job of a work: how it leaves the loop for a worker, is told of there, and comes back. Not the threads
 * (workers/pool.c).
 *
 * From its start to its end such a job waits in JOB_AWAITS_WORKER. It can be ended there only when it is back: when its
 * worker has noted the answer, or when it was withdrawn before a worker had it.
 *
 * tag   where               order    pairs with  what it carries
 * [W1]  out: add            relaxed  [W3]        carried by the push of the job's record, which the seal of a close finds
 * [W2]  is back: sub        release  [W3]        all that a worker did with the weir
 * [W3]  works_left: load    acquire  [W2] */
#include "base/system.h"
#include "jobs/jobs.h"

int
work_step(struct weir_job *job, void *work)
{
    (void)job, (void)work;
    return WEIR_ETHREAD;
}

struct work *
work_of(const struct weir_job *job)
{
    return job->step == work_step ? job->arg : NULL;
}

struct work *
work_of_thread(void)
{
    const struct turn *turn = turn_of_work();
    return turn ? turn->work : NULL;
}

/* On the worker. */

static bool
is_to_stop(const struct work *work)
{
    return weir_job_cancelled(work->job);
}

/* False: it is to end before it has begun. */
static bool
begin(struct work *work)
{
    struct weir *w = work->w;
    struct weir_job *job = work->job;
    struct jobs *jobs = jobs_of(w);
    bool tells = false;
    int64_t now = weir_system.now();
    job_lock(jobs, job);
    bool begins = !reason_to_end(job, now) && job_move(job, JOB_STEPS);
    if (begins) {
        job->steps = 1;
        job->asked = ASKED_NOTHING;
        tells = work->on_refresh && job_list(w, job);
    }
    job_unlock(jobs, job);
    if (begins)
        key_remove(jobs, job);
    if (tells)
        gate_notify(&w->gate);
    return begins;
}

int
work_perform(struct work *work)
{
    if (!begin(work))
        return 0;
    struct turn turn = {.work = work, .works_for = work->w, .is_to_stop = is_to_stop, .in_task = true};
    turn.task.scope = work->job->scope;
    thread_place_set(&turn);
    int answer = work->run(work->job, work->arg);
    thread_place_set(NULL);
    return answer;
}

void
work_is_back(struct work *work, int answer)
{
    struct weir *w = work->w;
    struct jobs *jobs = jobs_of(w);
    struct weir_job *job = work->job;
    job_lock(jobs, job);
    work->answer = answer;
    job->flags |= JOB_IS_BACK;
    bool tells = job_list(w, job); /* if it is sealed, the close looks */
    job_unlock(jobs, job);
    if (tells)
        gate_notify(&w->gate);
    atom_sub(&jobs->out, 1, release); /* [W2] */
}

/* NULL: it is no work, has begun, or will end without a worker. Else with the record's lock held. */
static struct work *
find_pending(struct weir *w, int64_t id)
{
    struct weir_job *job = job_find(w, id);
    if (job && work_of(job) && job->status == WEIR_JOB_PENDING && !reason_to_end(job, weir_system.now()))
        return work_of(job);
    if (job)
        job_unlock(jobs_of(w), job);
    return NULL;
}

/* Before and after the pool is asked it has not begun: so no worker had it then, for that one would not have waited. */
bool
work_is_stuck(struct weir *w, int64_t id)
{
    struct work *work = find_pending(w, id);
    if (!work)
        return false;
    const struct work_calls *calls = work->calls;
    struct weir_workers *pool = calls->hold_pool(work);
    job_unlock(jobs_of(w), work->job);
    if (!pool || !calls->pool_is_stuck(pool))
        return false;
    work = find_pending(w, id);
    if (work)
        job_unlock(jobs_of(w), work->job);
    return work;
}

static void
ask_to_stop(struct weir_job *job, enum job_flag how)
{
    struct jobs *jobs = jobs_of(weir_of(job));
    job_lock(jobs, job);
    job->flags |= (uint16_t)how;
    job_unlock(jobs, job);
}

void
work_stop(struct work *work)
{
    ask_to_stop(work->job, JOB_CANCEL);
    lobby_rouse(&work->w->lobby);
}

/* On the loop thread. */

static bool
is_back(struct jobs *jobs, const struct weir_job *job)
{
    job_lock(jobs, job);
    bool back = job->flags & JOB_IS_BACK;
    job_unlock(jobs, job);
    return back;
}

bool
work_comes_back(struct weir *w, struct weir_job *job)
{
    struct jobs *jobs = jobs_of(w);
    struct work *work = work_of(job);
    if (is_back(jobs, job))
        return true;
    if (atom_load(&jobs->out, relaxed) == 0) /* on its way; or this is a fork's child, which forgets it */
        return false;
    if (!work->calls->withdraw(work))
        return false;
    job_lock(jobs, job);
    job->flags |= JOB_IS_BACK;
    job_unlock(jobs, job);
    atom_sub(&jobs->out, 1, relaxed); /* this thread reads it */
    return true;
}

bool
works_left(struct weir *w, bool stop)
{
    struct jobs *jobs = jobs_of(w);
    bool left =
        atom_load(&jobs->out, acquire) > 0; /* [W3]; before the look: who is not counted is found below */
    uint32_t size = (uint32_t)atom_load(&jobs->size, acquire); /* [J3] */
    for (uint32_t i = 0; i < size && jobs->at_work > 0; i++) {
        struct weir_job *job = job_at(jobs, i);
        job_lock(jobs, job); /* for one that another thread is starting in vain */
        bool awaits = job->wait == JOB_AWAITS_WORKER;
        job_unlock(jobs, job);
        if (awaits && (stop ? work_comes_back(w, job) : is_back(jobs, job)))
            place_on(w, job);
        else if (awaits && (stop || work_of(job)->dedicated))
            ask_to_stop(job, JOB_CLOSES);
    }
    if (left)
        lobby_rouse(&w->lobby);
    return left;
}

/* Refreshing. */

/* What it looks at are copies: the worker goes on meanwhile. */
static void
refresh(void *arg)
{
    struct work *work = arg;
    struct weir_job_info info;
    char text[4096];
    if (is_back(jobs_of(work->w), work->job))
        return;
    weir_job_get(work->w, weir_job_id(work->job), &info, text, sizeof text);
    work->on_refresh(work->arg, &info);
}

static enum take
refresh_taken(struct weir *w, struct ready *ready, int64_t now, struct entry *entry)
{
    (void)w, (void)now;
    struct work *work = (struct work *)((char *)ready - offsetof(struct work, refresh));
    scope_enter_again(work->job->scope); /* left at the end of the task */
    *entry = (struct entry){.run = refresh, .arg = work, .name = work->job->name, .scope = work->job->scope};
    return TAKE_TASK;
}

void
work_refreshes(struct weir *w, struct weir_job *job)
{
    struct jobs *jobs = jobs_of(w);
    struct work *work = work_of(job);
    if (!work->on_refresh || work->link || scope_is_cancelled(job->scope))
        return;
    intake_awaits_frame(w);
    work->refresh.take = refresh_taken;
    work->next = jobs->refreshing;
    work->link = &jobs->refreshing;
    if (work->next)
        work->next->link = &work->next;
    jobs->refreshing = work;
}

void
work_refreshes_no_more(struct work *work)
{
    if (!work->link)
        return;
    *work->link = work->next;
    if (work->next)
        work->next->link = work->link;
    work->link = NULL;
    if (work->refresh.link)
        lanes_unready(&work->w->lanes, work->job->lane, &work->refresh);
}

void
work_frame_comes(struct weir *w)
{
    for (struct work *work = jobs_of(w)->refreshing, *next; work; work = next) {
        next = work->next;
        if (scope_is_cancelled(work->job->scope))
            work_refreshes_no_more(work);
        else if (!work->refresh.link)
            lanes_make_ready(&w->lanes, work->job->lane, &work->refresh);
    }
}

void
work_ends(struct weir_job *job)
{
    struct work *work = work_of(job);
    if (!work)
        return;
    work_refreshes_no_more(work);
    work->calls->release(work);
}
