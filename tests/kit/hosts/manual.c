/* SPDX-License-Identifier: MIT */
/* The host without a loop that could be ridden: a program that calls weir_turn once in each frame of a millisecond.
 * There is no pump file to it; this is all that such a program writes. */
#include "host.h"

#include <stdlib.h>
#include <time.h>

#define FRAME WEIR_MS(1)

struct event {
    struct event *next;
    weir_fn *run;
    void *arg;
    unsigned frame; /* in which it was posted: it is called in a later one */
};

/* A weir that the program turns; it leaves the list when it is detached, closed or lost. */
struct rider {
    struct rider *next;
    struct host_loop *loop;
    struct weir *w;
    unsigned frame; /* in which it last had its turn */
};

struct host_loop {
    struct rider *riders;
    struct event *events, **last_event;
    struct {
        int64_t period, due;
        weir_fn *run;
        void *arg;
    } ticks;
    struct {
        weir_fn *run;
        void *arg;
    } io;
    unsigned frame;
};

static int64_t
manual_now(struct host_loop *loop)
{
    (void)loop;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
forget(void *self)
{
    struct rider *rider = self;
    struct rider **link = &rider->loop->riders;
    while (*link != rider)
        link = &(*link)->next;
    *link = rider->next;
    free(rider);
}

/* A pump without a wake: it only says when the program must turn that weir no more. Nothing is shared by a fork. */
static int
manual_attach(struct host_loop *loop, struct weir *w)
{
    static const struct weir_pump frames = {
        .size = sizeof frames, .name = "manual", .detach = forget, .lost = forget};
    struct rider *rider = calloc(1, sizeof *rider);
    if (!rider)
        return WEIR_ENOMEM;
    *rider = (struct rider){loop->riders, loop, w, loop->frame};
    loop->riders = rider;
    int failed = weir_attach(w, &frames, rider);
    if (failed)
        forget(rider);
    return failed;
}

/* What is done in a frame. Each callback may run frames of its own (a nested loop), and any of them may end a rider. */

static struct rider *
next_rider(struct host_loop *loop, unsigned frame)
{
    for (struct rider *rider = loop->riders; rider; rider = rider->next)
        if ((int)(frame - rider->frame) > 0)
            return rider;
    return NULL;
}

static void
turn_all(struct host_loop *loop, unsigned frame)
{
    struct rider *rider;
    while ((rider = next_rider(loop, frame))) {
        rider->frame = frame;
        weir_turn(rider->w, NULL, NULL);
    }
}

static void
call_events(struct host_loop *loop, unsigned frame)
{
    while (loop->events && (int)(frame - loop->events->frame) > 0) {
        struct event *event = loop->events;
        loop->events = event->next;
        if (!loop->events)
            loop->last_event = &loop->events;
        event->run(event->arg);
        free(event);
    }
}

static void
call_tick(struct host_loop *loop)
{
    int64_t now = manual_now(loop);
    if (!loop->ticks.run || loop->ticks.due > now)
        return;
    while (loop->ticks.due <= now) /* ticks that were missed are not made up for */
        loop->ticks.due += loop->ticks.period;
    loop->ticks.run(loop->ticks.arg);
}

static void
sleep_until(int64_t time)
{
    int64_t left;
    while ((left = time - manual_now(NULL)) > 0) { /* again after a signal */
        struct timespec t = {(time_t)(left / 1000000000), (long)(left % 1000000000)};
        nanosleep(&t, NULL);
    }
}

static void
run_frame(struct host_loop *loop)
{
    int64_t end = manual_now(loop) + FRAME;
    unsigned frame = ++loop->frame;
    call_events(loop, frame);
    call_tick(loop);
    if (loop->io.run)
        loop->io.run(loop->io.arg);
    turn_all(loop, frame);
    sleep_until(end);
}

static bool
manual_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    int64_t end = manual_now(loop) + limit;
    bool reached;
    while (!(reached = until(arg)) && manual_now(loop) < end)
        run_frame(loop);
    return reached;
}

/* The program's own work, and its life. */

static void
manual_post(struct host_loop *loop, weir_fn *run, void *arg)
{
    struct event *event = malloc(sizeof *event);
    *event = (struct event){NULL, run, arg, loop->frame};
    *loop->last_event = event;
    loop->last_event = &event->next;
}

static void
manual_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    loop->ticks.period = period;
    loop->ticks.due = manual_now(loop) + period;
    loop->ticks.run = run;
    loop->ticks.arg = arg;
}

static void
manual_watch(struct host_loop *loop, weir_fn *run, void *arg)
{
    loop->io.run = run;
    loop->io.arg = arg;
}

static void
manual_die(struct host_loop *loop, struct weir *w)
{
    (void)loop;
    weir_host_lost(w);
}

static void
manual_fork_child(struct host_loop *loop)
{
    (void)loop; /* its memory is the child's own */
}

static struct host_loop *
manual_open(void)
{
    struct host_loop *loop = calloc(1, sizeof *loop);
    if (loop)
        loop->last_event = &loop->events;
    return loop;
}

static void
manual_close(struct host_loop *loop)
{
    while (loop && loop->events) {
        struct event *event = loop->events;
        loop->events = event->next;
        free(event);
    }
    free(loop);
}

const struct host manual_host = {
    .name = "manual",
    .can = HOST_NESTS | HOST_DIES | HOST_FORKS | HOST_HAS_IO,
    .open = manual_open,
    .close = manual_close,
    .attach = manual_attach,
    .run = manual_run,
    .post = manual_post,
    .tick = manual_tick,
    .watch = manual_watch,
    .now = manual_now,
    .die = manual_die,
    .fork_child = manual_fork_child,
};
