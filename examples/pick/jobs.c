/* SPDX-License-Identifier: MIT */
/* What the workers are to do next: a stack under one lock. Not how it is done: that is disk.c. */
#include "jobs.h"

#include "disk.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct jobs {
    atomic_bool stopped;
    pthread_mutex_t lock; /* for first */
    pthread_cond_t more;
    struct job *first;
};

struct jobs *
jobs_new(void)
{
    struct jobs *jobs = need(sizeof *jobs);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->more, NULL);
    return jobs;
}

void
jobs_free(struct jobs *jobs)
{
    for (struct job *job; (job = jobs->first);) {
        jobs->first = job->next;
        free(job);
    }
    pthread_cond_destroy(&jobs->more);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}

struct job *
job_new(struct work *work, struct file *file, const char *path)
{
    size_t bytes = strlen(path) + 1;
    struct job *job = need(sizeof *job + bytes);
    job->work = work;
    job->file = file;
    memcpy(job->path, path, bytes);
    return job;
}

void
jobs_push(struct jobs *jobs, struct job *job)
{
    pthread_mutex_lock(&jobs->lock);
    job->next = jobs->first;
    jobs->first = job;
    pthread_cond_signal(&jobs->more);
    pthread_mutex_unlock(&jobs->lock);
}

struct job *
jobs_take(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->first && !jobs_stopped(jobs))
        pthread_cond_wait(&jobs->more, &jobs->lock);
    struct job *job = jobs_stopped(jobs) ? NULL : jobs->first;
    if (job)
        jobs->first = job->next;
    pthread_mutex_unlock(&jobs->lock);
    return job;
}

void
jobs_stop(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    atomic_store_explicit(&jobs->stopped, true, memory_order_relaxed);
    pthread_cond_broadcast(&jobs->more);
    pthread_mutex_unlock(&jobs->lock);
}

/* Relaxed: who reads it late does one more piece of work, and the lock orders all the rest. */
bool
jobs_stopped(struct jobs *jobs)
{
    return atomic_load_explicit(&jobs->stopped, memory_order_relaxed);
}
