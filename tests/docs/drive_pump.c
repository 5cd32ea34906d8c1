/* SPDX-License-Identifier: MIT */
/* A host that owns its loop and calls the page's each_frame once a frame. */
#include "drive.h"

#include <stdbool.h>
#include <time.h>

void each_frame(struct weir *w); /* the page's */

static bool stopped;

void
host_open(void)
{
}

void
host_run(void)
{
    const struct timespec frame = {.tv_nsec = 1000000};
    while (!stopped) {
        each_frame(ui);
        nanosleep(&frame, NULL);
    }
}

void
host_stop(void *unused)
{
    (void)unused;
    stopped = true;
}

void
host_close(void)
{
}
