/* SPDX-License-Identifier: MIT */
/* The host poll: a program with a plain poll() loop, and the example pump on it. Neither of the two (poll_loop.c,
 * poll_pump.c). */
#include "host.h"
#include "poll_loop.h"
#include "poll_pump.h"

#include <stdlib.h>
#include <unistd.h>

#define LOOK WEIR_MS(5) /* how often the loop comes back to `until`, which another thread may make true */

struct host_loop {
    struct poll_loop *poll; /* NULL: it died */
    struct poll_timer ticks;
    int64_t period;
    weir_fn *tick;
    void *tick_arg;
    struct poll_watch io;
    int pipe[2]; /* holds a byte, so that reading is always possible */
};

static int64_t
poll_now(struct host_loop *loop)
{
    (void)loop;
    return poll_loop_now();
}

static int
poll_attach(struct host_loop *loop, struct weir *w)
{
    return poll_pump_attach(w, loop->poll);
}

static bool
poll_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    int64_t end = poll_loop_now() + limit;
    bool reached;
    while (!(reached = until(arg)) && poll_loop_now() < end) {
        int64_t look = poll_loop_now() + LOOK;
        poll_loop_once(loop->poll, look < end ? look : end);
    }
    return reached;
}

static void
poll_post(struct host_loop *loop, weir_fn *run, void *arg)
{
    poll_loop_post(loop->poll, run, arg);
}

/* Ticks that were missed are not made up for. */
static void
do_tick(void *arg)
{
    struct host_loop *loop = arg;
    poll_loop_arm(loop->poll, &loop->ticks, poll_loop_now() + loop->period);
    loop->tick(loop->tick_arg);
}

static void
poll_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    loop->period = period;
    loop->tick = run;
    loop->tick_arg = arg;
    loop->ticks.call = do_tick;
    loop->ticks.arg = loop;
    poll_loop_arm(loop->poll, &loop->ticks, run ? poll_loop_now() + period : INT64_MAX);
}

static void
poll_watch(struct host_loop *loop, weir_fn *run, void *arg)
{
    poll_loop_unwatch(loop->poll, &loop->io);
    loop->io = (struct poll_watch){.fd = loop->pipe[0], .call = run, .arg = arg};
    if (run)
        poll_loop_watch(loop->poll, &loop->io);
}

/* A program that frees its loop without a detach says so. */
static void
poll_die(struct host_loop *loop, struct weir *w)
{
    poll_loop_free(loop->poll);
    loop->poll = NULL;
    weir_host_lost(w);
}

static void
poll_fork_child(struct host_loop *loop)
{
    (void)loop; /* poll has no state in the kernel */
}

static struct host_loop *
poll_open(void)
{
    struct host_loop *loop = calloc(1, sizeof *loop);
    if (loop && pipe(loop->pipe) == 0 && write(loop->pipe[1], "x", 1) == 1 && (loop->poll = poll_loop_new()))
        return loop;
    free(loop);
    return NULL;
}

static void
poll_close(struct host_loop *loop)
{
    if (!loop)
        return;
    poll_loop_free(loop->poll);
    close(loop->pipe[0]);
    close(loop->pipe[1]);
    free(loop);
}

const struct host poll_host = {
    .name = "poll",
    .can = HOST_WAKES | HOST_NESTS | HOST_DIES | HOST_FORKS | HOST_HAS_IO,
    .open = poll_open,
    .close = poll_close,
    .attach = poll_attach,
    .run = poll_run,
    .post = poll_post,
    .tick = poll_tick,
    .watch = poll_watch,
    .now = poll_now,
    .die = poll_die,
    .fork_child = poll_fork_child,
};
