/* SPDX-License-Identifier: MIT */
/* Which tasks there are, and when it is all over. Not what each of them does. Loop thread. */
#include "manager.h"

#define SOON WEIR_MS(500)

static void
cancel(void *arg)
{
    struct file *file = arg;
    weir_job_cancel(file->manager->weir, file->id);
}

void
manager_begin(void *arg)
{
    struct manager *manager = arg;
    for (size_t i = 0; i < manager->options.count; i++)
        task_enqueue(&manager->files[i]);
    if (manager->options.cancel > 0)
        weir_post_task(manager->weir,
                       &(struct weir_task){.run = cancel,
                                           .arg = &manager->files[manager->options.cancel - 1],
                                           .name = "cancel",
                                           .scope = manager->tasks,
                                           .delay = SOON},
                       NULL);
}

static void
look_for_end(struct manager *manager)
{
    manager->timeline.is_over = manager->left == 0 && !manager->watch;
}

void
manager_task_ended(struct manager *manager)
{
    if (--manager->left == 0)
        weir_job_cancel(manager->weir, manager->watch); /* it looks once more, and ends */
    look_for_end(manager);
}

void
manager_watch_ended(struct manager *manager)
{
    manager->watch = 0;
    look_for_end(manager);
}
