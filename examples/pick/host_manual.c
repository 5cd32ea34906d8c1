/* SPDX-License-Identifier: MIT */
/* The work on a host that calls weir_turn itself, once a frame, as a game loop does. Not the work: that is work.c. */
#include "host.h"
#include "work.h"

#include <weir/pump.h>

#include <time.h>

#define FRAME WEIR_MS(10)

static void
quit(void *loop)
{
    *(bool *)loop = true;
}

/* A frame that is over early sleeps, but not longer than until the next task is due. */
static void
frame(struct weir *w)
{
    struct weir_next next;
    weir_turn(w, NULL, &next);
    int64_t now = weir_now(), left = next.earliest_ns < now + FRAME ? next.earliest_ns - now : FRAME;
    if (left > 0)
        nanosleep(&(struct timespec){.tv_nsec = (long)left}, NULL);
}

int
host_manual(struct work *work)
{
    bool over = false;
    int failed = weir_attach(work_weir(work), NULL, NULL);
    if (!failed)
        work_begin(work, quit, &over);
    while (!failed && !over)
        frame(work_weir(work));
    work_end(work);
    return failed;
}
