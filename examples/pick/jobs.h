/* SPDX-License-Identifier: MIT */
/* What the workers are to do next: a stack under one lock. Not how it is done (disk.h), nor what comes of it (work.c). */
#ifndef PICK_JOBS_H
#define PICK_JOBS_H

#include <stdbool.h>
#include <stdint.h>

struct file;
struct work;

/* To list a folder, or to hash a file. It belongs to the loop thread, then to a worker, then to the loop thread. */
struct job {
    struct job *next; /* of the stack */
    struct work *work;
    struct file *file; /* to hash; NULL: path is a folder to list */
    uint64_t hash;     /* what came of it */
    int error;         /* an errno, or 0 */
    char path[];
};

struct jobs;

struct jobs *jobs_new(void);
void jobs_free(struct jobs *jobs); /* after the last worker has ended */

struct job *job_new(struct work *work, struct file *file, const char *path);

/* Any thread. */
void jobs_push(struct jobs *jobs, struct job *job);
struct job *jobs_take(struct jobs *jobs); /* waits for one; NULL: stopped */
void jobs_stop(struct jobs *jobs);
bool jobs_stopped(struct jobs *jobs); /* cheap enough to ask before each read */

#endif
