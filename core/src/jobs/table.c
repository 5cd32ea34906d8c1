/* SPDX-License-Identifier: MIT */
/* The table of records: made in blocks, used again, found by an id that names one use of a record only. Not what a job
 * does.
 *
 * An id is 10 bits of the weir, 23 of the record's generation and 20 of its index: below 2^53, so that every language
 * holds it exactly. A record whose generations are used up is retired, so no id comes twice.
 *
 * tag   where              order    pairs with  what it carries
 * [J1]  above: store       release  above_of    the table, made whole
 * [J2]  size: store        release  [J3]        a block of records
 * [J3]  size: load         acquire  [J2] */
#include "base/system.h"
#include "jobs/jobs.h"

#define INDEX_BITS      20
#define GENERATION_BITS 23
#define GENERATIONS     (UINT32_C(1) << GENERATION_BITS)
#define WEIRS           1023
#define KEEP_DEFAULT    1000
#define AGE_DEFAULT     WEIR_S(3600)

struct jobs *
jobs_of(const struct weir *w)
{
    return above_of(w) ? w->jobs : NULL;
}

static void
locks_fini(struct jobs *jobs, int count)
{
    while (count > 0)
        mutex_fini(&jobs->stripes[--count]);
}

static int
locks_init(struct jobs *jobs)
{
    for (int i = 0; i < JOBS_STRIPES; i++)
        if (mutex_init(&jobs->stripes[i])) {
            locks_fini(jobs, i);
            return WEIR_ESYSTEM;
        }
    if (mutex_init(&jobs->lock) == 0)
        return 0;
    locks_fini(jobs, JOBS_STRIPES);
    return WEIR_ESYSTEM;
}

static struct jobs *
make(int *failed)
{
    struct jobs *jobs = weir_system.allocate(sizeof *jobs);
    *failed = jobs ? locks_init(jobs) : WEIR_ENOMEM;
    if (*failed) {
        weir_system.release(jobs);
        return NULL;
    }
    atom_init(&jobs->size, 0);
    atom_init(&jobs->live, 0);
    atom_init(&jobs->out, 0);
    atom_init(&jobs->frame, 0);
    atom_init(&jobs->keep_age, AGE_DEFAULT);
    jobs->keep = KEEP_DEFAULT;
    return jobs;
}

/* The first job of a weir makes the table; two threads may come first. */
int
jobs_make(struct weir *w, struct jobs **out)
{
    *out = jobs_of(w);
    if (*out)
        return 0;
    int failed;
    struct jobs *jobs = make(&failed);
    if (!jobs)
        return failed;
    mutex_lock(&w->lobby.lock);
    bool first = !jobs_of(w);
    if (first) {
        w->jobs = jobs;
        atom_store(&w->above, (void *)&jobs_above, release); /* [J1] */
    }
    mutex_unlock(&w->lobby.lock);
    if (!first) {
        mutex_fini(&jobs->lock);
        locks_fini(jobs, JOBS_STRIPES);
        weir_system.release(jobs);
    }
    *out = jobs_of(w);
    return 0;
}

void
jobs_end(struct weir *w)
{
    struct jobs *jobs = w->jobs;
    uint32_t size = (uint32_t)atom_load(&jobs->size, acquire); /* [J3] */
    for (uint32_t i = 0; i < size; i++)
        words_release(job_at(jobs, i)->words);
    for (uint32_t i = 0; i < size; i += JOBS_IN_BLOCK)
        weir_system.release(jobs->blocks[i / JOBS_IN_BLOCK]);
    mutex_fini(&jobs->lock);
    locks_fini(jobs, JOBS_STRIPES);
    weir_system.release(jobs);
}

/* In a child of a fork other threads may have held any of them. */
void
jobs_fork_locks(struct jobs *jobs)
{
    for (int i = 0; i < JOBS_STRIPES; i++)
        mutex_init(&jobs->stripes[i]);
    mutex_init(&jobs->lock);
}

struct weir_job *
job_at(const struct jobs *jobs, uint32_t index)
{
    return &jobs->blocks[index / JOBS_IN_BLOCK]->jobs[index % JOBS_IN_BLOCK];
}

struct weir *
weir_of(const struct weir_job *job)
{
    return ((const struct block *)(job - job->index % JOBS_IN_BLOCK))->w;
}

void
job_lock(struct jobs *jobs, const struct weir_job *job)
{
    mutex_lock(&jobs->stripes[job->index % JOBS_STRIPES]);
}

void
job_unlock(struct jobs *jobs, const struct weir_job *job)
{
    mutex_unlock(&jobs->stripes[job->index % JOBS_STRIPES]);
}

/* Never 0, so that no id is. */
static int64_t
number_in_id(const struct weir *w)
{
    return (int64_t)(w->number % WEIRS) + 1;
}

int64_t
job_id(const struct weir *w, const struct weir_job *job)
{
    return number_in_id(w) << (INDEX_BITS + GENERATION_BITS) | (int64_t)job->generation << INDEX_BITS |
           job->index;
}

struct weir_job *
job_find(struct weir *w, int64_t id)
{
    struct jobs *jobs = jobs_of(w);
    uint32_t index = (uint32_t)id & (JOBS_LIMIT - 1);
    if (!jobs || id <= 0 || index >= atom_load(&jobs->size, acquire)) /* [J3] */
        return NULL;
    struct weir_job *job = job_at(jobs, index);
    job_lock(jobs, job);
    if ((job->flags & JOB_USED) && job_id(w, job) == id && !history_is_too_old(jobs, job))
        return job;
    job_unlock(jobs, job);
    return NULL;
}

int64_t
weir_job_next(struct weir *w, int64_t id)
{
    struct jobs *jobs = w ? jobs_of(w) : NULL;
    if (!jobs || id < 0)
        return 0;
    uint64_t size = atom_load(&jobs->size, acquire); /* [J3] */
    for (uint64_t i = id ? (uint64_t)(id & (JOBS_LIMIT - 1)) + 1 : 0; i < size; i++) {
        struct weir_job *job = job_at(jobs, (uint32_t)i);
        job_lock(jobs, job);
        bool there = (job->flags & JOB_USED) && !history_is_too_old(jobs, job);
        int64_t found = job_id(w, job);
        job_unlock(jobs, job);
        if (there)
            return found;
    }
    return 0;
}

/* Under the table's lock. */
static int
add_block(struct weir *w, struct jobs *jobs)
{
    uint64_t size = atom_load(&jobs->size, relaxed); /* written under this lock */
    if (size == JOBS_LIMIT)
        return WEIR_EFULL;
    struct block *block = weir_system.allocate(sizeof *block);
    if (!block)
        return WEIR_ENOMEM;
    block->w = w;
    for (uint32_t i = 0; i < JOBS_IN_BLOCK; i++) {
        block->jobs[i].index = (uint32_t)size + i;
        block->jobs[i].generation = 1;
        block->jobs[i].next = i + 1 < JOBS_IN_BLOCK ? (uint32_t)size + i + 2 : 0;
    }
    jobs->blocks[size / JOBS_IN_BLOCK] = block;
    jobs->free = (uint32_t)size + 1;
    atom_store(&jobs->size, size + JOBS_IN_BLOCK, release); /* [J2] */
    return 0;
}

int
job_claim(struct weir *w, struct jobs *jobs, struct weir_job **out)
{
    int failed = jobs->free ? 0 : add_block(w, jobs);
    if (failed)
        return failed;
    struct weir_job *job = job_at(jobs, jobs->free - 1);
    jobs->free = job->next;
    job->next = 0;
    *out = job;
    return 0;
}

void
job_release(struct jobs *jobs, struct weir_job *job)
{
    job_lock(jobs, job);
    struct words *words = job->words;
    job->words = NULL;
    job->result = NULL;
    job->flags = 0;
    job->pins = 0;
    job->wait = JOB_IS_OVER;
    bool retired = ++job->generation == GENERATIONS;
    job_unlock(jobs, job);
    words_release(words);
    if (retired)
        return;
    mutex_lock(&jobs->lock);
    job->next = jobs->free;
    jobs->free = job->index + 1;
    mutex_unlock(&jobs->lock);
}
