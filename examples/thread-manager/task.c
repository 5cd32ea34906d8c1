/* SPDX-License-Identifier: MIT */
/* One task: what a worker does, and the hooks that tell the loop thread of it. To be copied from. */
#include "manager.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The target, on a worker. It may block as long as it likes, and must not touch what belongs to the host. */

static int
sum_up(struct weir_job *job, int fd, int64_t size)
{
    struct crc crc = {0};
    char chunk[32768];
    for (ssize_t got; (got = read(fd, chunk, sizeof chunk)) != 0;) {
        if (got < 0)
            return weir_fail(job, "%s", strerror(errno));
        if (weir_job_cancelled(job)) /* or its time is over */
            return WEIR_ECANCELLED;
        crc_add(&crc, chunk, (size_t)got);
        weir_job_progress(job, crc.length, size, NULL);
    }
    struct crc *result = malloc(sizeof *result);
    if (!result)
        return WEIR_ENOMEM;
    *result = crc;
    return weir_done(job, result);
}

/* A pipe that nobody writes to would never let go of the worker. */
static int
target(struct weir_job *job, void *arg)
{
    const struct file *file = arg;
    if (file->manager->options.conflict)
        panel_say(&file->manager->panel, "%s: a worker says so", file->name); /* wrong, and refused */
    int fd = open(file->name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return weir_fail(job, "%s", strerror(errno));
    struct stat status;
    bool is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    int end = is_file ? sum_up(job, fd, status.st_size) : weir_fail(job, "not a regular file");
    close(fd);
    return end;
}

/* The hooks, on the loop thread. */

/* Once a frame while it runs. */
static void
on_refresh(void *arg, const struct weir_job_info *info)
{
    struct file *file = arg;
    file->bar.done = info->done;
    file->bar.total = info->total;
    panel_show(&file->manager->panel, &file->bar);
}

static void
on_success(struct file *file, const struct crc *sum)
{
    file->sum = *sum;
    panel_say(&file->manager->panel, "%s: %lld bytes", file->name, (long long)sum->length);
}

/* It has failed, was cancelled, or its time was over. */
static void
on_except(struct file *file, const char *why)
{
    panel_say(&file->manager->panel, "%s: %s", file->name, why);
}

/* Once, however it ended, and also if it never began. */
static void
on_done(void *arg, const struct weir_job_info *info)
{
    struct file *file = arg;
    file->status = info->status;
    panel_hide(&file->manager->panel, &file->bar);
    if (info->status == WEIR_JOB_COMPLETED)
        on_success(file, info->result);
    else
        on_except(file, info->error);
    manager_task_ended(file->manager);
}

void
task_enqueue(struct file *file)
{
    struct manager *manager = file->manager;
    struct weir_work task = {.job = {.step = target,
                                     .arg = file,
                                     .on_done = on_done,
                                     .destroy = free,
                                     .name = "sum",
                                     .description = file->name,
                                     .scope = manager->tasks,
                                     .timeout = WEIR_MS(manager->options.timeout_ms)},
                             .on_refresh = on_refresh};
    file->bar.name = file->name;
    file->id = weir_work_start(manager->workers, manager->weir, &task);
    if (file->id > 0)
        return;
    file->status = WEIR_JOB_FAILED;
    on_except(file, weir_error_text((int)file->id));
    manager_task_ended(manager);
}
