/* SPDX-License-Identifier: MIT */
/* Does with the page's plug-in what its reader will: begins it in a host's loop, posts from a thread, ends it. Not the
 * loop (drive_*.c), nor the plug-in (docs/choosing-an-adapter.md). */
#include "drive.h"

#include <pthread.h>
#include <stdio.h>

enum {
    TASKS = 5000 /* more than the queue holds */
};

static long ran; /* of the loop's thread only */
static pthread_t loop_thread;

static void
count(void *unused)
{
    (void)unused;
    ran += pthread_equal(pthread_self(), loop_thread) != 0;
}

static void *
work(void *unused)
{
    const struct weir_task task = {.run = count, .wait_for_room = WEIR_FOREVER};
    int failed = 0;
    for (int i = 0; i < TASKS && !failed; i++)
        failed = weir_post_task(ui, &task, NULL) < 0;
    weir_call(ui, host_stop, NULL, WEIR_FOREVER);
    return failed ? NULL : unused;
}

int
main(void)
{
    pthread_t worker;
    void *all_well = NULL;
    loop_thread = pthread_self();
    host_open();
    if (plugin_begin() != 0 || pthread_create(&worker, NULL, work, &ran) != 0)
        return 1;
    host_run();
    pthread_join(worker, &all_well);
    int failed = plugin_end();
    host_close();
    printf("%ld of %d tasks ran; plugin_end answered %d\n", ran, TASKS, failed);
    return !all_well || failed != 0 || ran != TASKS;
}
