/* SPDX-License-Identifier: MIT */
/* Jobs that have ended, oldest first, until they are forgotten: by count, by age, by weir_jobs_clear. Any thread forgets;
 * a result that nobody took is destroyed by the loop. */
#include "base/system.h"
#include "jobs/jobs.h"

/* Of the history when a job ends: each end adds one, so it still shrinks. */
enum {
    LOOKED_AT = 4
};

bool
history_is_too_old(const struct jobs *jobs, const struct weir_job *job)
{
    int64_t age = atom_load(&jobs->keep_age, relaxed);
    return (job->flags & JOB_TOLD) && job->pins == 0 && age < WEIR_FOREVER &&
           weir_system.now() - job->ended > age;
}

/* Under the table's lock. */
static void
append(struct jobs *jobs, struct weir_job *job)
{
    job->next = 0;
    if (jobs->ended_last)
        job_at(jobs, jobs->ended_last - 1)->next = job->index + 1;
    else
        jobs->ended_first = job->index + 1;
    jobs->ended_last = job->index + 1;
    jobs->ended_count++;
}

static struct weir_job *
take_first(struct jobs *jobs)
{
    struct weir_job *job = job_at(jobs, jobs->ended_first - 1);
    jobs->ended_first = job->next;
    if (!job->next)
        jobs->ended_last = 0;
    job->next = 0;
    jobs->ended_count--;
    return job;
}

/* Under its lock: its id is stale from here on. False: its record is on the list, and where that arrives the rest ends. */
static bool
forget(struct weir_job *job)
{
    bool listed = job->flags & JOB_LISTED;
    job->flags &= (uint16_t)~JOB_USED;
    if ((job->result && job->destroy) || (job->flags & JOB_OWES))
        job->flags |= JOB_LISTED;
    return !listed;
}

/* The rest of what is forgotten: here, or with its record on the loop. */
static void
end(struct weir *w, struct jobs *jobs, struct weir_job *job)
{
    job_lock(jobs, job);
    bool calls = job->flags & JOB_LISTED;
    job_unlock(jobs, job);
    if (!calls)
        job_release(jobs, job);
    else if (records_push(&w->records, &job->record) == 0) /* if not, the close destroys it */
        gate_notify(&w->gate);
}

struct left {
    weir_destroy_fn *destroy;
    void *result; /* NULL: nothing to destroy */
};

/* Takes the result that nobody took out of a record, and the record out of its scope, after which any thread may have it
 * released. Loop thread. */
static struct left
take_left(struct jobs *jobs, struct weir_job *job)
{
    job_lock(jobs, job);
    struct left left = {job->destroy, job->destroy ? job->result : NULL};
    bool owes = job->flags & JOB_OWES;
    if (left.result)
        job->result = NULL;
    job_unlock(jobs, job);
    if (!owes)
        return left;
    struct weir_scope *scope = job->scope;
    place_out_of_scope(jobs, job);
    job_lock(jobs, job);
    job->flags &= (uint16_t)~JOB_OWES;
    job_unlock(jobs, job);
    scope_keep_no_more(scope);
    return left;
}

static void
destroy_left(const struct left *left)
{
    if (left->result)
        left->destroy(left->result);
}

/* Of a record that is forgotten. */
static void
destroy(void *arg)
{
    struct weir_job *job = arg;
    struct jobs *jobs = jobs_of(weir_of(job));
    struct left left = take_left(jobs, job);
    job_release(jobs, job);
    destroy_left(&left);
}

static void
destroy_dropped(void *arg, int why)
{
    (void)why;
    destroy(arg);
}

static enum take
destroy_taken(struct weir *w, struct ready *ready, int64_t now, struct entry *entry)
{
    (void)w, (void)now;
    struct weir_job *job = job_of_ready(ready);
    *entry = (struct entry){
        .run = destroy, .arg = job, .drop = destroy_dropped, .name = "weir_jobs_clear", .marks = ENTRY_OWN};
    return TAKE_TASK;
}

void
history_dispose(struct weir *w, struct weir_job *job)
{
    job->place.ready.take = destroy_taken;
    lanes_make_ready(&w->lanes, WEIR_BACKGROUND - WEIR_URGENT, &job->place.ready);
}

/* Takes the oldest out while there are more than `keep`, or it is too old; those that somebody may yet ask about go to
 * the end. Looks at no more than `most`. Answers their chain, and how many. */
static uint32_t
take_old(struct jobs *jobs, uint32_t keep, uint32_t most, int *count)
{
    uint32_t chain = 0;
    *count = 0;
    mutex_lock(&jobs->lock);
    for (uint32_t left = jobs->ended_count < most ? jobs->ended_count : most; left > 0; left--) {
        struct weir_job *job = job_at(jobs, jobs->ended_first - 1);
        job_lock(jobs, job);
        bool pinned = job->pins > 0;
        bool goes = !pinned && (jobs->ended_count > keep || history_is_too_old(jobs, job));
        bool ends = goes && forget(job);
        job_unlock(jobs, job);
        if (!goes && !pinned)
            break;
        take_first(jobs);
        *count += goes;
        if (pinned)
            append(jobs, job);
        if (ends) {
            job->next = chain;
            chain = job->index + 1;
        }
    }
    mutex_unlock(&jobs->lock);
    return chain;
}

static int
trim(struct weir *w, struct jobs *jobs, uint32_t keep, uint32_t most)
{
    int count;
    uint32_t chain = take_old(jobs, keep, most, &count);
    while (chain) {
        struct weir_job *job = job_at(jobs, chain - 1);
        chain = job->next;
        end(w, jobs, job);
    }
    return count;
}

void
history_add(struct weir *w, struct jobs *jobs, struct weir_job *job)
{
    mutex_lock(&jobs->lock);
    job_lock(jobs, job);
    job->flags |= JOB_IS_HISTORY;
    job_unlock(jobs, job);
    append(jobs, job);
    uint32_t keep = jobs->keep;
    mutex_unlock(&jobs->lock);
    trim(w, jobs, keep, LOOKED_AT);
}

int
weir_jobs_clear(struct weir *w)
{
    if (!w)
        return WEIR_EINVAL;
    return jobs_of(w) ? trim(w, jobs_of(w), 0, UINT32_MAX) : 0;
}

int
weir_jobs_keep(struct weir *w, uint32_t count, int64_t age)
{
    if (!w || count > JOBS_LIMIT || age < 0)
        return WEIR_EINVAL;
    struct jobs *jobs;
    int failed = jobs_make(w, &jobs);
    if (failed)
        return failed;
    mutex_lock(&jobs->lock);
    jobs->keep = count;
    mutex_unlock(&jobs->lock);
    atom_store(&jobs->keep_age, age, relaxed);
    trim(w, jobs, count, UINT32_MAX);
    return 0;
}

static void
destroy_at_close(void *left)
{
    destroy_left(left);
}

void
history_close(struct turn *turn)
{
    struct jobs *jobs = jobs_of(turn->w);
    uint32_t size = (uint32_t)atom_load(&jobs->size, acquire); /* [J3] */
    for (uint32_t i = 0; i < size; i++) {
        struct left left = take_left(jobs, job_at(jobs, i));
        struct entry entry = {
            .run = destroy_at_close, .arg = &left, .name = "weir_close", .marks = ENTRY_OWN};
        if (left.result)
            turn_run(turn, &entry);
    }
}

/* Of a scope that is struck: what its ended jobs point at may be about to go, the code of `destroy` too. */

static void
destroy_owed(void *arg, int why)
{
    (void)why;
    struct weir_job *job = arg;
    struct left left = take_left(jobs_of(weir_of(job)), job);
    destroy_left(&left);
}

void
history_strike(struct weir_job *job, struct entry *entry)
{
    scope_enter_again(job->scope); /* for a barrier inside: left at the end of the entry */
    *entry = (struct entry){.arg = job,
                            .drop = destroy_owed,
                            .name = "weir_scope_barrier",
                            .scope = job->scope,
                            .marks = ENTRY_OWN};
}
