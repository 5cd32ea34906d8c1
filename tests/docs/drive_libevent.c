/* SPDX-License-Identifier: MIT */
/* A service's event_base, which the page's snippet calls `base`. */
#include "drive.h"

#include <event2/event.h>

#include <stdlib.h>

extern struct event_base *base;
struct event_base *base;

void
host_open(void)
{
    base = event_base_new();
    if (!base)
        exit(1);
}

void
host_run(void)
{
    event_base_dispatch(base);
}

void
host_stop(void *unused)
{
    (void)unused;
    event_base_loopbreak(base);
}

void
host_close(void)
{
    event_base_free(base);
}
