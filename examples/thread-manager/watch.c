/* SPDX-License-Identifier: MIT */
/* A task that lives as long as the others, on a thread of its own: it watches the FILEs, and its messages say which has
 * changed. */
#include "manager.h"

#include <stdlib.h>
#include <sys/stat.h>

#define PAUSE WEIR_MS(50)

struct watch {
    struct manager *manager;
    struct stat seen[]; /* of each FILE, when it was looked at last */
};

/* A message: what the watch has seen, on its way to the loop thread. */
struct change {
    struct file *file;
    long long bytes; /* more than before */
};

/* On the loop thread. */

static void
is_told(void *arg)
{
    struct change *change = arg;
    change->file->has_changed = true;
    panel_say(&change->file->manager->panel, "%s: changed meanwhile (%+lld bytes)", change->file->name,
              change->bytes);
    free(change);
}

static void
is_dropped(void *arg, int why)
{
    (void)why;
    free(arg);
}

static void
on_done(void *arg, const struct weir_job_info *info)
{
    (void)info; /* it ends when it is cancelled */
    struct watch *watch = arg;
    manager_watch_ended(watch->manager);
    free(watch);
}

/* On its thread. */

/* A task in its scope: in order, before its on_done, and if the queue is full it waits for room. */
static bool
tell(struct weir_job *job, struct file *file, long long bytes)
{
    struct change *change = malloc(sizeof *change);
    if (!change)
        return false;
    *change = (struct change){file, bytes};
    struct weir_task message = {.run = is_told,
                                .arg = change,
                                .drop = is_dropped,
                                .name = "change",
                                .scope = weir_job_scope(job),
                                .wait_for_room = WEIR_S(1)};
    if (weir_post_task(weir_job_weir(job), &message, NULL) >= 0)
        return true;
    free(change);
    return false;
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* What could not be told is met again the next time. */
static void
look(struct weir_job *job, struct watch *watch)
{
    for (size_t i = 0; i < watch->manager->options.count; i++) {
        struct file *file = &watch->manager->files[i];
        struct stat now = {0}; /* also of a FILE that is gone */
        stat(file->name, &now);
        if (!is_same(&now, &watch->seen[i]) &&
            tell(job, file, (long long)now.st_size - watch->seen[i].st_size))
            watch->seen[i] = now;
    }
}

/* Once more when it is to stop. */
static int
target(struct weir_job *job, void *arg)
{
    int asked;
    do {
        asked = weir_work_sleep(job, PAUSE);
        look(job, arg);
    } while (!asked);
    return asked;
}

int
watch_start(struct manager *manager)
{
    size_t count = manager->options.count;
    struct watch *watch = calloc(1, sizeof *watch + count * sizeof watch->seen[0]);
    if (!watch)
        return WEIR_ENOMEM;
    watch->manager = manager;
    for (size_t i = 0; i < count; i++)
        stat(manager->files[i].name, &watch->seen[i]);
    struct weir_work work = {.job = {.step = target,
                                     .arg = watch,
                                     .on_done = on_done,
                                     .name = "watch",
                                     .description = "watch the files",
                                     .scope = manager->tasks},
                             .dedicated = true};
    manager->watch = weir_work_start(manager->workers, manager->weir, &work);
    if (manager->watch > 0)
        return 0;
    free(watch);
    return (int)manager->watch;
}
