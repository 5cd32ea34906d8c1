/* SPDX-License-Identifier: MIT */
/* The host libevent: an event_base, as a program would own one. Not the pump (adapters/libevent). */
#include "host.h"

#include <weir-libevent.h>

#include <event2/event.h>

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct call {
    weir_fn *run;
    void *arg;
};

struct posted {
    struct posted *next;
    struct call call;
};

struct host_loop {
    struct event_base *base; /* NULL: it died */
    struct posted *posts, **last_post;
    struct event *post; /* a timer of 0: it comes once in each round of the loop */
    struct event *ticks;
    struct call tick;
    struct event *io;
    struct call watched;
    int pipe[2];        /* holds a byte, so that reading is always possible */
    struct event *look; /* brings the loop back to `until`, which another thread may make true */
};

static int64_t
libevent_now(struct host_loop *loop)
{
    (void)loop;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct timeval
timeval_of(int64_t ns)
{
    return (struct timeval){(time_t)(ns / 1000000000), (suseconds_t)(ns % 1000000000 / 1000)};
}

static void
do_call(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct call call = *(struct call *)arg;
    call.run(call.arg);
}

/* What is posted meanwhile waits for the next round: event_base_once would be called in this one, and a host that posts
 * to itself would starve all else. */
static void
do_posts(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct host_loop *loop = arg;
    struct posted **end = loop->last_post;
    while (loop->posts) {
        struct posted *posted = loop->posts;
        bool is_last = &posted->next == end;
        loop->posts = posted->next;
        if (!loop->posts)
            loop->last_post = &loop->posts;
        posted->call.run(posted->call.arg);
        free(posted);
        if (is_last)
            break;
    }
}

static void
do_nothing(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what, (void)arg;
}

static int
libevent_attach(struct host_loop *loop, struct weir *w)
{
    return weir_libevent_attach(w, loop->base, NULL);
}

static bool
libevent_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    struct timeval often = {0, 5000};
    int64_t end = libevent_now(loop) + limit;
    event_add(loop->look, &often);
    bool reached;
    while (!(reached = until(arg)) && libevent_now(loop) < end)
        if (event_base_loop(loop->base, EVLOOP_ONCE) < 0)
            break; /* libevent refuses to run a loop inside itself */
    if (loop->base)
        event_del(loop->look);
    return reached;
}

static void
libevent_post(struct host_loop *loop, weir_fn *run, void *arg)
{
    struct timeval now = {0, 0};
    struct posted *posted = malloc(sizeof *posted);
    *posted = (struct posted){NULL, {run, arg}};
    *loop->last_post = posted;
    loop->last_post = &posted->next;
    event_add(loop->post, &now);
}

static void
libevent_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    struct timeval span = timeval_of(period);
    loop->tick = (struct call){run, arg};
    event_del(loop->ticks);
    if (run)
        event_add(loop->ticks, &span);
}

static void
libevent_watch(struct host_loop *loop, weir_fn *run, void *arg)
{
    loop->watched = (struct call){run, arg};
    if (run)
        event_add(loop->io, NULL);
    else
        event_del(loop->io);
}

static void
free_base(struct host_loop *loop)
{
    event_free(loop->post);
    event_free(loop->ticks);
    event_free(loop->io);
    event_free(loop->look);
    event_base_free(loop->base);
    loop->base = NULL;
    while (loop->posts) {
        struct posted *posted = loop->posts;
        loop->posts = posted->next;
        free(posted);
    }
}

/* libevent tells nobody: the program that frees the base says so to weir. */
static void
libevent_die(struct host_loop *loop, struct weir *w)
{
    free_base(loop);
    weir_host_lost(w);
}

static void
libevent_fork_child(struct host_loop *loop)
{
    event_reinit(loop->base);
}

static bool
open_base(struct host_loop *loop)
{
    loop->base = event_base_new();
    if (!loop->base)
        return false;
    loop->last_post = &loop->posts;
    loop->post = event_new(loop->base, -1, 0, do_posts, loop);
    loop->ticks = event_new(loop->base, -1, EV_PERSIST, do_call, &loop->tick);
    loop->io = event_new(loop->base, loop->pipe[0], EV_READ | EV_PERSIST, do_call, &loop->watched);
    loop->look = event_new(loop->base, -1, EV_PERSIST, do_nothing, NULL);
    return true;
}

static struct host_loop *
libevent_open(void)
{
    struct host_loop *loop = calloc(1, sizeof *loop);
    if (loop && pipe(loop->pipe) == 0 && write(loop->pipe[1], "x", 1) == 1 && open_base(loop))
        return loop;
    free(loop);
    return NULL;
}

static void
libevent_close(struct host_loop *loop)
{
    if (!loop)
        return;
    if (loop->base)
        free_base(loop);
    close(loop->pipe[0]);
    close(loop->pipe[1]);
    free(loop);
}

const struct host libevent_host = {
    .name = KIT_LIBEVENT_NAME,
    .can = HOST_WAKES | HOST_DIES | HOST_FORKS | HOST_HAS_IO | HOST_SHOWS_BUSY,
    .open = libevent_open,
    .close = libevent_close,
    .attach = libevent_attach,
    .run = libevent_run,
    .post = libevent_post,
    .tick = libevent_tick,
    .watch = libevent_watch,
    .keep_busy = libevent_watch,
    .now = libevent_now,
    .die = libevent_die,
    .fork_child = libevent_fork_child,
};
