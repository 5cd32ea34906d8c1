/* SPDX-License-Identifier: MIT */
/* The tasks, and all that they share. Not what is shown, nor the host. */
#ifndef MANAGER_MANAGER_H
#define MANAGER_MANAGER_H

#include "crc.h"
#include "options.h"
#include "panel.h"
#include "timeline.h"

#include <weir/workers.h>

struct manager;

/* One FILE and its task. The loop thread's, but that the task's worker reads `manager` and `name`. */
struct file {
    struct manager *manager;
    const char *name;
    struct bar bar;
    int64_t id;
    enum weir_job_status status;
    struct crc sum;   /* if it has completed */
    bool has_changed; /* since this program began */
};

struct manager {
    struct options options;
    struct weir *weir;
    struct weir_workers *workers;
    struct weir_scope *tasks; /* all of them, and the watch */
    struct timeline timeline;
    struct panel panel;
    struct file *files;
    size_t left;   /* tasks that have not ended */
    int64_t watch; /* its id */
};

/* task.c: starts the task of one FILE. Its end is told by manager_task_ended, also if it is refused. */
void task_enqueue(struct file *file);

/* watch.c: starts what watches the FILEs until it is cancelled. Answers 0, or what weir answered; its end is told by
 * manager_watch_ended. */
int watch_start(struct manager *manager);

/* manager.c: loop thread. */
void manager_begin(void *manager); /* starts everything */
void manager_task_ended(struct manager *manager);
void manager_watch_ended(struct manager *manager);

#endif
