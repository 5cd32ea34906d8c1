/* SPDX-License-Identifier: MIT */
/* The host thread: the loop of a weir's own thread, driven on the thread of the laws between work that is not weir's. Not
 * the pump, nor the thread that it has in a program (core/src/workers). */
#include "host.h"

#include "workers/loop.h"

#include <stdlib.h>
#include <time.h>

#define LOOK WEIR_MS(5) /* how often the loop comes back to `until`, which another thread may make true */

struct event {
    struct event *next;
    weir_fn *run;
    void *arg;
    unsigned round; /* in which it was posted: it is called in a later one */
};

/* A weir that was attached. It stays in the list when it has left, until the host is closed. */
struct rider {
    struct rider *next;
    struct own_loop loop;
};

struct host_loop {
    struct rider *riders;
    struct event *events, **last_event;
    struct {
        int64_t period, due; /* due INT64_MAX: none */
        weir_fn *run;
        void *arg;
    } ticks;
    struct {
        weir_fn *run;
        void *arg;
    } io;
    unsigned round;
};

static int64_t
thread_now(struct host_loop *loop)
{
    (void)loop;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int
thread_attach(struct host_loop *loop, struct weir *w)
{
    struct rider *rider = calloc(1, sizeof *rider);
    int failed = rider ? loop_init(&rider->loop, w) : WEIR_ENOMEM;
    if (failed) {
        free(rider);
        return failed;
    }
    rider->next = loop->riders;
    loop->riders = rider;
    return loop_attach(&rider->loop);
}

/* What is done in a round. Each callback may run rounds of its own (a nested loop). */

static void
call_events(struct host_loop *loop, unsigned round)
{
    while (loop->events && (int)(round - loop->events->round) > 0) {
        struct event *event = loop->events;
        loop->events = event->next;
        if (!loop->events)
            loop->last_event = &loop->events;
        event->run(event->arg);
        free(event);
    }
}

/* Ticks that were missed are not made up for. */
static void
call_tick(struct host_loop *loop)
{
    int64_t now = thread_now(loop);
    if (loop->ticks.due > now)
        return;
    loop->ticks.due = now + loop->ticks.period;
    loop->ticks.run(loop->ticks.arg);
}

static int64_t
earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When the host has work of its own again: a time of weir_now, which need not be its own. */
static int64_t
own_work(struct host_loop *loop, int64_t end)
{
    int64_t now = thread_now(loop);
    int64_t at = earlier(earlier(loop->ticks.due, end), now + LOOK);
    if (loop->events || loop->io.run)
        at = now;
    return weir_now() + (at - now);
}

/* Each weir has its turn if one is due. Only one can be waited for. */
static void
turn_all(struct host_loop *loop, int64_t end)
{
    for (struct rider *rider = loop->riders; rider; rider = rider->next)
        if (loop_wait(&rider->loop, rider->next ? 0 : own_work(loop, end)))
            loop_turn(&rider->loop);
}

static void
run_round(struct host_loop *loop, int64_t end)
{
    unsigned round = ++loop->round;
    call_events(loop, round);
    call_tick(loop);
    if (loop->io.run)
        loop->io.run(loop->io.arg);
    turn_all(loop, end);
}

static bool
thread_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    int64_t end = thread_now(loop) + limit;
    bool reached;
    while (!(reached = until(arg)) && thread_now(loop) < end)
        run_round(loop, end);
    return reached;
}

/* The host's own work, and its life. */

static void
thread_post(struct host_loop *loop, weir_fn *run, void *arg)
{
    struct event *event = malloc(sizeof *event);
    *event = (struct event){NULL, run, arg, loop->round};
    *loop->last_event = event;
    loop->last_event = &event->next;
}

static void
thread_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    loop->ticks.period = period;
    loop->ticks.due = run ? thread_now(loop) + period : INT64_MAX;
    loop->ticks.run = run;
    loop->ticks.arg = arg;
}

static void
thread_watch(struct host_loop *loop, weir_fn *run, void *arg)
{
    loop->io.run = run;
    loop->io.arg = arg;
}

static void
thread_die(struct host_loop *loop, struct weir *w)
{
    (void)loop;
    weir_host_lost(w);
}

static struct host_loop *
thread_open(void)
{
    struct host_loop *loop = calloc(1, sizeof *loop);
    if (loop) {
        loop->last_event = &loop->events;
        loop->ticks.due = INT64_MAX;
    }
    return loop;
}

static void
thread_close(struct host_loop *loop)
{
    while (loop && loop->events) {
        struct event *event = loop->events;
        loop->events = event->next;
        free(event);
    }
    while (loop && loop->riders) {
        struct rider *rider = loop->riders;
        loop->riders = rider->next;
        loop_fini(&rider->loop);
        free(rider);
    }
    free(loop);
}

const struct host thread_host = {
    .name = "thread",
    .can = HOST_WAKES | HOST_NESTS | HOST_DIES | HOST_HAS_IO,
    .open = thread_open,
    .close = thread_close,
    .attach = thread_attach,
    .run = thread_run,
    .post = thread_post,
    .tick = thread_tick,
    .watch = thread_watch,
    .now = thread_now,
    .die = thread_die,
};
