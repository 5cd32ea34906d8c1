/* SPDX-License-Identifier: MIT */
/* The work, the same on every loop: finds files that are the same. It knows weir, and no loop: those are host_*.c.
 *
 * The loop thread owns the table of files and decides; workers list folders and hash files, and post what they find.
 * Only the loop thread makes jobs, so it alone knows how many are open, and all is done when the last one comes back:
 * behind everything that was found in it. */
#include "work.h"

#include "disk.h"
#include "jobs.h"
#include "table.h"

#include <weir/weir.h>

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    MOST_THREADS = 64
};

struct work {
    struct weir *weir;
    struct weir_scope *scope; /* of all that workers post */
    struct jobs *jobs;
    /* All below is the loop thread's. */
    struct table *table;
    uint64_t open; /* jobs that have not come back */
    uint64_t unreadable;
    bool interrupted;
    void (*quit)(void *loop);
    void *loop;
    char *const *folders;
    int folder_count;
    unsigned threads;
    pthread_t thread[MOST_THREADS];
};

struct found {
    struct work *work;
    struct file *file;
};

static atomic_bool interrupt; /* set by a signal handler, which must not post: the next tick looks */

void
work_interrupt(int signal)
{
    (void)signal;
    atomic_store(&interrupt, true);
}

/* The loop thread. */

static void
give(struct work *work, struct job *job)
{
    work->open++;
    jobs_push(work->jobs, job);
}

static void
hash_is_wanted(void *self, struct file *file)
{
    give(self, job_new(self, file, file->path));
}

static void
folder_is_found(void *arg)
{
    struct job *job = arg;
    give(job->work, job);
}

static void
file_is_found(void *arg)
{
    struct found *found = arg;
    table_add(found->work->table, found->file, hash_is_wanted, found->work);
    free(found);
}

static void
job_is_done(void *arg)
{
    struct job *job = arg;
    struct work *work = job->work;
    if (job->error) {
        work->unreadable++;
        fprintf(stderr, "weir-pick: %s: %s\n", job->path, strerror(job->error));
    } else if (job->file) {
        job->file->hash = job->hash;
        job->file->hashed = true;
    }
    free(job);
    if (--work->open == 0)
        work->quit(work->loop);
}

/* Ten times a second: says how far it is, and ends it when a signal came. */
static void
tick(void *arg)
{
    struct work *work = arg;
    fprintf(stderr, "%" PRIu64 " files, %" PRIu64 " bytes; %" PRIu64 " folders and files to read\n",
            table_files(work->table), table_bytes(work->table), work->open);
    work->interrupted = atomic_load(&interrupt);
    if (work->interrupted) {
        work->quit(work->loop);
        return;
    }
    struct weir_task again = {.run = tick, .arg = work, .name = "tick", .delay = WEIR_MS(100)};
    weir_post_task(work->weir, &again, NULL);
}

/* Instead of these, when the work was interrupted. */

static void
job_is_dropped(void *arg, int why)
{
    (void)why;
    free(arg);
}

static void
file_is_dropped(void *arg, int why)
{
    (void)why;
    struct found *found = arg;
    free(found->file);
    free(found);
}

/* Workers. A queue that is full slows them down; it loses nothing. */

static void
post(struct work *work, weir_fn *run, weir_drop_fn *drop, void *arg)
{
    struct weir_task task = {
        .run = run, .arg = arg, .drop = drop, .scope = work->scope, .wait_for_room = WEIR_FOREVER};
    int answer = weir_post_task(work->weir, &task, NULL);
    if (answer < 0)
        drop(arg, answer);
}

static void
entry_is_found(struct job *job, const char *path, const struct stat *status)
{
    struct work *work = job->work;
    if (S_ISDIR(status->st_mode)) {
        post(work, folder_is_found, job_is_dropped, job_new(work, NULL, path));
        return;
    }
    struct found *found = need(sizeof *found);
    found->work = work;
    found->file =
        file_new(path, (uint64_t)status->st_size, (uint64_t)status->st_dev, (uint64_t)status->st_ino);
    post(work, file_is_found, file_is_dropped, found);
}

static void *
worker(void *arg)
{
    struct work *work = arg;
    for (struct job *job; (job = jobs_take(work->jobs));) {
        if (job->file)
            disk_hash(job, work->jobs);
        else
            disk_list(job, entry_is_found);
        post(work, job_is_done, job_is_dropped, job);
    }
    return NULL;
}

/* Life. */

struct work *
work_new(char *const *folders, int count, unsigned threads)
{
    struct work *work = need(sizeof *work);
    work->folders = folders;
    work->folder_count = count;
    work->jobs = jobs_new();
    work->table = table_new();
    if (weir_new(&work->weir, NULL) == 0 && weir_scope_new(work->weir, &work->scope) == 0)
        while (work->threads < threads && work->threads < MOST_THREADS &&
               pthread_create(&work->thread[work->threads], NULL, worker, work) == 0)
            work->threads++;
    if (work->threads > 0)
        return work;
    work_end(work);
    work_free(work);
    return NULL;
}

struct weir *
work_weir(struct work *work)
{
    return work->weir;
}

void
work_begin(struct work *work, void (*quit)(void *loop), void *loop)
{
    work->quit = quit;
    work->loop = loop;
    for (int i = 0; i < work->folder_count; i++)
        give(work, job_new(work, NULL, work->folders[i]));
    tick(work);
}

void
work_end(struct work *work)
{
    jobs_stop(work->jobs);
    weir_close(work->weir, WEIR_DROP, WEIR_FOREVER); /* workers that wait for room are told, and let go */
    while (work->threads > 0)
        pthread_join(work->thread[--work->threads], NULL);
}

int
work_report(struct work *work)
{
    if (work->interrupted) {
        fputs("weir-pick: interrupted\n", stderr);
        return 128 + SIGINT;
    }
    table_print(work->table);
    return work->unreadable > 0;
}

void
work_free(struct work *work)
{
    weir_scope_free(work->scope);
    weir_free(work->weir);
    jobs_free(work->jobs);
    table_free(work->table);
    free(work);
}
