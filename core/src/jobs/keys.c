/* SPDX-License-Identifier: MIT */
/* Keys: which job is pending under one, so that asking again joins it. A table of hashes, each with its chain. */
#include "jobs/jobs.h"

#include <string.h>

static const char *
key_of(const struct weir_job *job)
{
    return job->words && job->words->key ? job->words->text + job->words->key : NULL;
}

/* FNV-1a. */
static uint32_t *
bucket_of(struct jobs *jobs, const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return &jobs->keys[hash % JOBS_BUCKETS];
}

struct weir_job *
key_find(struct jobs *jobs, const char *key)
{
    uint32_t at = *bucket_of(jobs, key);
    while (at) {
        struct weir_job *job = job_at(jobs, at - 1);
        at = job->key_next;
        if (strcmp(key_of(job), key) != 0) /* it does not change while it is in the chain */
            continue;
        job_lock(jobs, job);
        bool pending = job->status == WEIR_JOB_PENDING && !(job->flags & JOB_CANCEL);
        bool joins = pending && !scope_is_cancelled(job->scope);
        job_unlock(jobs, job);
        if (joins)
            return job;
    }
    return NULL;
}

void
key_add(struct jobs *jobs, struct weir_job *job)
{
    uint32_t *bucket = bucket_of(jobs, key_of(job));
    job->key_next = *bucket;
    *bucket = job->index + 1;
}

void
key_remove(struct jobs *jobs, struct weir_job *job)
{
    const char *key = key_of(job);
    if (!key)
        return;
    mutex_lock(&jobs->lock);
    uint32_t *at = bucket_of(jobs, key);
    while (*at && *at != job->index + 1)
        at = &job_at(jobs, *at - 1)->key_next;
    if (*at)
        *at = job->key_next;
    mutex_unlock(&jobs->lock);
}
