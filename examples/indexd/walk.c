/* SPDX-License-Identifier: MIT */
/* What is still to be read, and the works that read it. Not the reading itself.
 *
 * A request is a directory with all that is below. It begins as one work, a reader; a reader that finds a directory puts
 * it on the request's stack, and starts one more reader while there are fewer than threads. A reader ends when the stack
 * is empty, and the request when the end of its last reader has been told: each is told behind the results that it has
 * handed over. Directories lie on a stack, because depth first keeps it short. One lock guards all
 * that readers share. */
#include "walk.h"

#include "alloc.h"
#include "reader.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One directory to read. */
struct directory {
    struct directory *next;
    char path[]; /* below root, "" is root itself */
};

/* Under the lock, but for what is never changed. */
struct request {
    struct walk *walk;
    int64_t asked; /* when, by weir_now */
    struct directory *stack;
    unsigned reading; /* readers that will look at the stack once more */
    unsigned readers; /* whose end has not been told */
    bool has_begun;
    bool is_cut; /* a reader was cancelled */
    struct tally tally;
    char dir[];
};

struct walk {
    struct walk_config config;
    struct weir_scope *readers;
    pthread_mutex_t lock;
    struct walk_load load; /* under the lock */
};

struct walk *
walk_new(const struct walk_config *config)
{
    struct walk *walk = need(sizeof *walk);
    walk->config = *config;
    pthread_mutex_init(&walk->lock, NULL);
    if (weir_scope_new_in(config->ledger->weir, NULL, "readers", &walk->readers) == 0)
        return walk;
    walk_free(walk);
    return NULL;
}

void
walk_free(struct walk *walk)
{
    weir_scope_free(walk->readers);
    pthread_mutex_destroy(&walk->lock);
    free(walk);
}

void
walk_read_load(struct walk *walk, struct walk_load *load)
{
    pthread_mutex_lock(&walk->lock);
    *load = walk->load;
    pthread_mutex_unlock(&walk->lock);
}

/* The stack. All under the lock. */

static void
push(struct request *request, const char *path)
{
    size_t bytes = strlen(path) + 1;
    struct directory *directory = need(sizeof *directory + bytes);
    memcpy(directory->path, path, bytes);
    directory->next = request->stack;
    request->stack = directory;
    request->walk->load.directories++;
}

static struct directory *
pop(struct request *request)
{
    struct directory *directory = request->stack;
    if (directory) {
        request->stack = directory->next;
        request->walk->load.directories--;
    }
    return directory;
}

static void
begin(struct request *request)
{
    if (request->has_begun)
        return;
    request->has_begun = true;
    request->walk->load.waiting--;
    request->walk->load.begun++;
}

static void
add_up(struct request *request, const struct tally *tally)
{
    request->tally.files += tally->files;
    request->tally.bytes += tally->bytes;
    request->tally.unreadable += tally->unreadable;
    request->walk->load.skipped += tally->skipped;
}

static void
request_free(struct request *request)
{
    for (struct directory *directory; (directory = pop(request));)
        free(directory);
    free(request);
}

/* A reader, on a worker. */

/* The next one, or NULL: this reader ends. */
static struct directory *
take(struct request *request, const struct reader *reader)
{
    pthread_mutex_lock(&request->walk->lock);
    begin(request);
    struct directory *directory = weir_job_cancelled(reader->job) ? NULL : pop(request);
    if (!directory) {
        request->reading--;
        add_up(request, &reader->tally);
    }
    pthread_mutex_unlock(&request->walk->lock);
    return directory;
}

static int
read_below(struct weir_job *job, void *arg)
{
    struct request *request = arg;
    struct reader reader;
    reader_init(&reader, job, request, &request->walk->config);
    for (struct directory *directory; (directory = take(request, &reader));) {
        reader_read(&reader, directory->path);
        free(directory);
        weir_job_progress(job, (int64_t)reader.tally.files, 0, "files");
    }
    reader_fini(&reader);
    return weir_job_cancelled(job) ? WEIR_ECANCELLED : weir_done(job, NULL);
}

/* Its end, and the request's, on the loop thread. */

/* After a stop directories are left unread: then nothing is called done. */
static void
tell_end(const struct request *request)
{
    const struct walk_config *config = &request->walk->config;
    double seconds = (double)(weir_now() - request->asked) / 1e9;
    if (!request->is_cut)
        config->done(config->self, request->dir, &request->tally, seconds);
}

static void
tell_stopped(struct walk *walk)
{
    struct walk_load load;
    walk_read_load(walk, &load);
    if (load.waiting + load.begun == 0 && weir_scope_is_cancelled(walk->readers))
        walk->config.stopped(walk->config.self);
}

static void
request_ends(struct request *request)
{
    struct walk *walk = request->walk;
    tell_end(request);
    pthread_mutex_lock(&walk->lock);
    begin(request); /* or it has been cancelled before */
    walk->load.begun--;
    request_free(request);
    pthread_mutex_unlock(&walk->lock);
    tell_stopped(walk);
}

static void
reader_has_ended(void *arg, const struct weir_job_info *info)
{
    struct request *request = arg;
    pthread_mutex_lock(&request->walk->lock);
    request->is_cut |= info->status != WEIR_JOB_COMPLETED;
    bool is_last = --request->readers == 0;
    pthread_mutex_unlock(&request->walk->lock);
    if (is_last)
        request_ends(request);
}

/* Asking for more. */

/* Under the lock, so that it is counted before it can end. */
static bool
start_reader(struct request *request)
{
    const struct walk_config *config = &request->walk->config;
    char what[PATH_MAX];
    snprintf(what, sizeof what, "read %s", *request->dir ? request->dir : ".");
    struct weir_work work = {.job = {.step = read_below,
                                     .arg = request,
                                     .on_done = reader_has_ended,
                                     .name = "read",
                                     .description = what,
                                     .scope = request->walk->readers}};
    if (weir_work_start(config->workers, config->ledger->weir, &work) < 0)
        return false;
    request->reading++;
    request->readers++;
    return true;
}

void
walk_push(struct request *request, const char *path)
{
    pthread_mutex_lock(&request->walk->lock);
    push(request, path);
    if (request->reading < request->walk->config.threads)
        start_reader(request); /* if it is refused, those who are there read on */
    pthread_mutex_unlock(&request->walk->lock);
}

static struct request *
request_new(struct walk *walk, const char *dir)
{
    size_t bytes = strlen(dir) + 1;
    struct request *request = need(sizeof *request + bytes);
    request->walk = walk;
    request->asked = weir_now();
    memcpy(request->dir, dir, bytes);
    return request;
}

bool
walk_add(struct walk *walk, const char *dir)
{
    struct request *request = request_new(walk, dir);
    pthread_mutex_lock(&walk->lock);
    push(request, dir);
    bool started = walk->load.waiting < walk->config.waiting_limit && start_reader(request);
    if (started)
        walk->load.waiting++;
    else
        request_free(request);
    pthread_mutex_unlock(&walk->lock);
    return started;
}

void
walk_stop(struct walk *walk)
{
    weir_scope_cancel(walk->readers);
    tell_stopped(walk);
}
