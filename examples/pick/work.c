/* SPDX-License-Identifier: MIT */
/* The work, the same on every loop: finds files that are the same. It knows weir, and no loop: those are host_*.c.
 *
 * The loop thread owns the table of files and decides; each folder to list and each file to hash is a work, which posts
 * what it finds. Only the loop thread starts them, so it alone knows how many are open, and all is done when the last one
 * has ended: that is told behind everything that was found in it. */
#include "work.h"

#include "disk.h"
#include "table.h"

#include <weir/workers.h>

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* So many works are started ahead of the workers, and no more: what waits here is only a path. */
enum {
    AHEAD = 128
};

struct work {
    struct weir *weir;
    struct weir_workers *workers;
    struct weir_scope *scope; /* of all that they do and post */
    /* All below is the loop thread's. */
    struct table *table;
    struct item *waiting; /* the last comes first, so that a folder ends before the next begins */
    unsigned under_way;   /* works that have not ended */
    uint64_t open;        /* these and what waits */
    uint64_t unreadable;
    bool interrupted;
    void (*quit)(void *loop);
    void *loop;
    char *const *folders;
    int folder_count;
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

static weir_step_fn read_item;
static void start_some(struct work *work);

static void
is_read(struct item *item)
{
    struct work *work = item->work;
    if (item->error) {
        work->unreadable++;
        fprintf(stderr, "weir-pick: %s: %s\n", item->path, strerror(item->error));
    } else if (item->file) {
        item->file->hash = item->hash;
        item->file->hashed = true;
    }
    if (--work->open == 0)
        work->quit(work->loop);
}

static void
item_is_done(void *arg, const struct weir_job_info *info)
{
    struct item *item = arg;
    struct work *work = item->work;
    work->under_way--;
    if (info->status == WEIR_JOB_COMPLETED && !work->interrupted) {
        is_read(item);
        start_some(work);
    }
    free(item);
}

static void
start(struct work *work, struct item *item)
{
    struct weir_job_spec job = {
        .step = read_item, .arg = item, .on_done = item_is_done, .name = "read", .scope = work->scope};
    if (weir_work_start(work->workers, work->weir, &(struct weir_work){.job = job}) > 0) {
        work->under_way++;
        return;
    }
    item->error = EAGAIN;
    is_read(item);
    free(item);
}

static void
start_some(struct work *work)
{
    while (work->waiting && work->under_way < AHEAD) {
        struct item *item = work->waiting;
        work->waiting = item->next;
        start(work, item);
    }
}

static void
give(struct work *work, struct item *item)
{
    work->open++;
    item->next = work->waiting;
    work->waiting = item;
    start_some(work);
}

static void
hash_is_wanted(void *self, struct file *file)
{
    give(self, item_new(self, file, file->path));
}

static void
folder_is_found(void *arg)
{
    struct item *item = arg;
    give(item->work, item);
}

static void
file_is_found(void *arg)
{
    struct found *found = arg;
    table_add(found->work->table, found->file, hash_is_wanted, found->work);
    free(found);
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
folder_is_dropped(void *arg, int why)
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

/* On a worker. A queue that is full slows it down; it loses nothing. */

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
entry_is_found(struct item *item, const char *path, const struct stat *status)
{
    struct work *work = item->work;
    if (S_ISDIR(status->st_mode)) {
        post(work, folder_is_found, folder_is_dropped, item_new(work, NULL, path));
        return;
    }
    struct found *found = need(sizeof *found);
    found->work = work;
    found->file =
        file_new(path, (uint64_t)status->st_size, (uint64_t)status->st_dev, (uint64_t)status->st_ino);
    post(work, file_is_found, file_is_dropped, found);
}

static int
read_item(struct weir_job *job, void *arg)
{
    struct item *item = arg;
    if (item->file)
        disk_hash(item, job);
    else
        disk_list(item, entry_is_found);
    return weir_job_cancelled(job) ? WEIR_ECANCELLED : weir_done(job, NULL);
}

/* Life. */

struct work *
work_new(char *const *folders, int count, unsigned threads)
{
    struct work *work = need(sizeof *work);
    work->folders = folders;
    work->folder_count = count;
    work->table = table_new();
    struct weir_workers_options options = {.name = "pick", .threads = threads};
    if (weir_new(&work->weir, NULL) == 0 && weir_scope_new(work->weir, &work->scope) == 0 &&
        weir_workers_new(&work->workers, &options) == 0)
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
        give(work, item_new(work, NULL, work->folders[i]));
    tick(work);
}

void
work_end(struct work *work)
{
    weir_close(work->weir, WEIR_DROP, WEIR_FOREVER); /* works that read or wait for room are asked to stop */
    weir_workers_free(work->workers, WEIR_FOREVER);
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
    for (struct item *item; (item = work->waiting);) {
        work->waiting = item->next;
        free(item);
    }
    table_free(work->table);
    free(work);
}
