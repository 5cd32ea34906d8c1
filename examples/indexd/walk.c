/* SPDX-License-Identifier: MIT */
/* What is still to be read: directories that wait, under one lock. Not the reading itself.
 *
 * A request is a directory with all that is below. Requests wait in a bounded queue; the
 * directories of those that were begun lie on a stack, because depth first keeps it short. A
 * request is done when none of its directories is left, and the worker that ends the last one posts
 * it: behind all its results, since they were all posted before. */
#include "walk.h"

#include "alloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct request {
    struct message message; /* first, so that a message is a request */
    struct request *next;
    struct walk *walk;
    size_t directories; /* on the stack or being read */
    int64_t asked;      /* when, by weir_now */
    struct tally tally;
    char dir[];
};

struct walk {
    struct walk_config config;
    atomic_bool stopped;
    pthread_mutex_t lock; /* for all below */
    pthread_cond_t more;
    struct request *first, **last;
    struct directory *stack;
    struct walk_load load;
};

struct walk *
walk_new(const struct walk_config *config)
{
    struct walk *walk = need(sizeof *walk);
    walk->config = *config;
    walk->last = &walk->first;
    pthread_mutex_init(&walk->lock, NULL);
    pthread_cond_init(&walk->more, NULL);
    return walk;
}

const struct walk_config *
walk_config(const struct walk *walk)
{
    return &walk->config;
}

/* A request's end, on the loop thread. */

static void
is_done(struct message *message)
{
    struct request *request = (struct request *)message;
    const struct walk_config *config = &request->walk->config;
    double seconds = (double)(weir_now() - request->asked) / 1e9;
    config->done(config->self, request->dir, &request->tally, seconds);
    free(request);
}

static void
is_forgotten(struct message *message)
{
    free(message);
}

/* Asking for more. */

static struct request *
request_new(struct walk *walk, const char *dir)
{
    size_t bytes = strlen(dir) + 1;
    struct request *request = need(sizeof *request + bytes);
    request->message = (struct message){.run = is_done, .drop = is_forgotten};
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
    bool room = walk->load.waiting < walk->config.waiting_limit && !walk_stopped(walk);
    if (room) {
        walk->load.waiting++;
        *walk->last = request;
        walk->last = &request->next;
        pthread_cond_signal(&walk->more);
    }
    pthread_mutex_unlock(&walk->lock);
    if (!room)
        free(request);
    return room;
}

void
walk_stop(struct walk *walk)
{
    pthread_mutex_lock(&walk->lock);
    atomic_store_explicit(&walk->stopped, true, memory_order_relaxed);
    pthread_cond_broadcast(&walk->more);
    pthread_mutex_unlock(&walk->lock);
}

/* Relaxed: who reads it late does one more piece of work, and the lock orders all the rest. */
bool
walk_stopped(struct walk *walk)
{
    return atomic_load_explicit(&walk->stopped, memory_order_relaxed);
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
push(struct walk *walk, struct directory *directory)
{
    directory->next = walk->stack;
    walk->stack = directory;
    directory->request->directories++;
    walk->load.directories++;
    pthread_cond_signal(&walk->more);
}

static struct directory *
pop(struct walk *walk)
{
    struct directory *directory = walk->stack;
    walk->stack = directory->next;
    return directory;
}

static struct directory *
directory_new(struct request *request, const char *path)
{
    size_t bytes = strlen(path) + 1;
    struct directory *directory = need(sizeof *directory + bytes);
    directory->request = request;
    memcpy(directory->path, path, bytes);
    return directory;
}

static void
begin_first_request(struct walk *walk)
{
    struct request *request = walk->first;
    walk->first = request->next;
    if (!walk->first)
        walk->last = &walk->first;
    walk->load.waiting--;
    walk->load.begun++;
    push(walk, directory_new(request, request->dir));
}

/* What workers do. */

struct directory *
walk_take(struct walk *walk)
{
    struct directory *directory = NULL;
    pthread_mutex_lock(&walk->lock);
    while (!walk_stopped(walk) && !walk->stack && !walk->first)
        pthread_cond_wait(&walk->more, &walk->lock);
    if (!walk_stopped(walk)) {
        if (!walk->stack)
            begin_first_request(walk);
        directory = pop(walk);
    }
    pthread_mutex_unlock(&walk->lock);
    return directory;
}

void
walk_push(struct walk *walk, struct request *request, const char *path)
{
    struct directory *directory = directory_new(request, path);
    pthread_mutex_lock(&walk->lock);
    push(walk, directory);
    pthread_mutex_unlock(&walk->lock);
}

static void
add(struct tally *sum, const struct tally *tally)
{
    sum->files += tally->files;
    sum->bytes += tally->bytes;
    sum->unreadable += tally->unreadable;
    sum->skipped += tally->skipped;
}

/* Answers whether it was the request's last. Under the lock. */
static bool
end(struct walk *walk, struct request *request, const struct tally *tally)
{
    add(&request->tally, tally);
    walk->load.skipped += tally->skipped;
    walk->load.directories--;
    if (--request->directories > 0)
        return false;
    walk->load.begun--;
    return true;
}

static void
post_done(struct walk *walk, struct request *request)
{
    struct weir_task how = {.name = "done", .scope = walk->config.scope, .wait_for_room = WEIR_FOREVER};
    if (walk_stopped(walk) || ledger_post(walk->config.ledger, &request->message, how) < 0)
        is_forgotten(&request->message);
}

/* After a stop directories are left unread: then nothing is called done. */
void
walk_end(struct walk *walk, struct directory *directory, const struct tally *tally)
{
    struct request *request = directory->request;
    pthread_mutex_lock(&walk->lock);
    bool last = end(walk, request, tally);
    pthread_mutex_unlock(&walk->lock);
    free(directory);
    if (last)
        post_done(walk, request);
}

void
walk_free(struct walk *walk)
{
    while (walk->stack)
        walk_end(walk, pop(walk), &(struct tally){0});
    while (walk->first) {
        struct request *request = walk->first;
        walk->first = request->next;
        free(request);
    }
    pthread_cond_destroy(&walk->more);
    pthread_mutex_destroy(&walk->lock);
    free(walk);
}
