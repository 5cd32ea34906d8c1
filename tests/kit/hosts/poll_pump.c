/* SPDX-License-Identifier: MIT */
/* The pump for a loop around poll(): a pipe to wake it, two timers to arm it. It decides nothing: weir_turn does. */
#include "poll_pump.h"
#include "poll_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct pump {
    struct weir *w;
    struct poll_loop *loop;
    int pipe[2];
    struct poll_watch wake;  /* set only by wake(), cleared only at the entry of host_calls() */
    struct poll_timer front; /* latest_ns: before the host's own */
    struct poll_timer back;  /* earliest_ns: when the host has nothing of its own to do */
};

/* Any thread. A full pipe is no failure: it can be read, so the loop comes. */
static int
wake(void *self)
{
    struct pump *pump = self;
    return write(pump->pipe[1], "w", 1) == 1 || errno == EAGAIN ? 0 : -1;
}

static void
take_wake_back(struct pump *pump)
{
    char bytes[64];
    while (read(pump->pipe[0], bytes, sizeof bytes) > 0)
        continue;
}

/* The one callback, for all three, as pump.h has it. */
static void
host_calls(void *self)
{
    struct pump *pump = self;
    struct weir_next next;
    take_wake_back(pump);
    poll_loop_arm(pump->loop, &pump->back, weir_now() + WEIR_S(1)); /* for a loop that a task nests */
    int result = weir_turn(pump->w, NULL, &next);
    if (result < 0 && result != WEIR_EBUSY)
        return; /* detached, closed or lost inside: pump may be gone */
    poll_loop_arm(pump->loop, &pump->front, next.latest_ns);
    poll_loop_arm(pump->loop, &pump->back, next.earliest_ns);
}

static void
close_pipe(struct pump *pump)
{
    close(pump->pipe[0]);
    close(pump->pipe[1]);
}

static int
open_pipe(struct pump *pump)
{
    if (pipe(pump->pipe) != 0)
        return WEIR_ESYSTEM;
    for (int end = 0; end < 2; end++) {
        fcntl(pump->pipe[end], F_SETFL, O_NONBLOCK);
        fcntl(pump->pipe[end], F_SETFD, FD_CLOEXEC);
    }
    pump->wake.fd = pump->pipe[0];
    poll_loop_watch(pump->loop, &pump->wake);
    return 0;
}

/* The host is gone already: nothing of it is touched. */
static void
lost(void *self)
{
    close_pipe(self);
    free(self);
}

static void
detach(void *self)
{
    struct pump *pump = self;
    poll_loop_unwatch(pump->loop, &pump->wake);
    poll_loop_arm(pump->loop, &pump->front, INT64_MAX);
    poll_loop_arm(pump->loop, &pump->back, INT64_MAX);
    lost(pump);
}

/* A child must not read what was written for its parent. */
static int
fork_child(void *self)
{
    struct pump *pump = self;
    poll_loop_unwatch(pump->loop, &pump->wake);
    close_pipe(pump);
    return open_pipe(pump);
}

int
poll_pump_attach(struct weir *w, struct poll_loop *loop)
{
    static const struct weir_pump vtable = {.size = sizeof vtable,
                                            .name = "poll",
                                            .wake = wake,
                                            .detach = detach,
                                            .fork_child = fork_child,
                                            .lost = lost};
    struct pump *pump = calloc(1, sizeof *pump);
    if (!pump)
        return WEIR_ENOMEM;
    *pump = (struct pump){.w = w,
                          .loop = loop,
                          .wake = {.call = host_calls, .arg = pump},
                          .front = {.call = host_calls, .arg = pump, .at = INT64_MAX},
                          .back = {.call = host_calls, .arg = pump, .at = INT64_MAX, .last = true}};
    int failed = open_pipe(pump);
    if (failed) {
        free(pump);
        return failed;
    }
    failed = weir_attach(w, &vtable, pump);
    if (failed)
        detach(pump);
    return failed;
}
