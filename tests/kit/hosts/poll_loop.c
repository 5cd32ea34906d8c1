/* SPDX-License-Identifier: MIT */
/* The loop: in each round it calls what is due, what can be read and what was posted, each once; and if there was
 * nothing of that, the timers that come last. Not a pump (poll_pump.c). */
#include "poll_loop.h"

#include <poll.h>
#include <stdlib.h>
#include <time.h>

enum {
    MOST_WATCHES = 64
};

struct event {
    struct event *next;
    void (*call)(void *arg);
    void *arg;
    unsigned round; /* in which it was posted: it is called in a later one */
};

struct poll_loop {
    struct poll_watch *watches;
    struct poll_timer *timers;
    struct event *events, **last_event;
    unsigned round;
};

int64_t
poll_loop_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Waiting. */

static int64_t
next_time(const struct poll_loop *loop, int64_t limit)
{
    for (const struct poll_timer *timer = loop->timers; timer; timer = timer->next)
        limit = timer->at < limit ? timer->at : limit;
    return loop->events ? 0 : limit;
}

/* In whole milliseconds, rounded up: a timer is not early. */
static int
timeout_until(int64_t time)
{
    int64_t rest = time - poll_loop_now();
    if (rest <= 0)
        return 0;
    return rest < INT64_C(1000000000) ? (int)((rest + 999999) / 1000000) : 1000;
}

static void
wait_for_something(struct poll_loop *loop, int64_t limit)
{
    struct pollfd fds[MOST_WATCHES];
    nfds_t count = 0;
    for (struct poll_watch *watch = loop->watches; watch && count < MOST_WATCHES; watch = watch->next)
        fds[count++] = (struct pollfd){.fd = watch->fd, .events = POLLIN};
    int ready = poll(fds, count, timeout_until(next_time(loop, limit)));
    count = 0;
    for (struct poll_watch *watch = loop->watches; watch && count < MOST_WATCHES; watch = watch->next)
        watch->ready = ready > 0 && fds[count++].revents != 0;
}

/* Calling. What is called may watch, unwatch, arm and run this loop itself, so each search begins anew. */

static void
call_timer(struct poll_timer *timer)
{
    timer->ready = false;
    timer->at = INT64_MAX;
    timer->call(timer->arg);
}

static bool
call_timers(struct poll_loop *loop, bool last)
{
    int64_t now = poll_loop_now();
    bool called = false;
    for (struct poll_timer *timer = loop->timers; timer; timer = timer->next)
        timer->ready = timer->last == last && timer->at <= now;
    for (struct poll_timer *timer = loop->timers; timer;) {
        if (!timer->ready) {
            timer = timer->next;
            continue;
        }
        call_timer(timer);
        called = true;
        timer = loop->timers;
    }
    return called;
}

static bool
call_watches(struct poll_loop *loop)
{
    bool called = false;
    for (struct poll_watch *watch = loop->watches; watch;) {
        if (!watch->ready) {
            watch = watch->next;
            continue;
        }
        watch->ready = false;
        watch->call(watch->arg);
        called = true;
        watch = loop->watches;
    }
    return called;
}

static bool
call_events(struct poll_loop *loop, unsigned round)
{
    bool called = false;
    while (loop->events && (int)(round - loop->events->round) > 0) {
        struct event event = *loop->events;
        free(loop->events);
        loop->events = event.next;
        if (!loop->events)
            loop->last_event = &loop->events;
        event.call(event.arg);
        called = true;
    }
    return called;
}

void
poll_loop_once(struct poll_loop *loop, int64_t limit)
{
    unsigned round = ++loop->round;
    wait_for_something(loop, limit);
    bool called = call_timers(loop, false);
    called |= call_watches(loop);
    called |= call_events(loop, round);
    if (!called)
        call_timers(loop, true);
}

/* What can be called. */

void
poll_loop_watch(struct poll_loop *loop, struct poll_watch *watch)
{
    watch->ready = false;
    watch->next = loop->watches;
    loop->watches = watch;
}

void
poll_loop_unwatch(struct poll_loop *loop, struct poll_watch *watch)
{
    struct poll_watch **link = &loop->watches;
    while (*link && *link != watch)
        link = &(*link)->next;
    if (*link)
        *link = watch->next;
}

void
poll_loop_arm(struct poll_loop *loop, struct poll_timer *timer, int64_t at)
{
    struct poll_timer **link = &loop->timers;
    while (*link && *link != timer)
        link = &(*link)->next;
    if (*link)
        *link = timer->next;
    timer->at = at;
    timer->ready = false;
    if (at == INT64_MAX)
        return;
    timer->next = loop->timers;
    loop->timers = timer;
}

void
poll_loop_post(struct poll_loop *loop, void (*call)(void *arg), void *arg)
{
    struct event *event = malloc(sizeof *event);
    *event = (struct event){NULL, call, arg, loop->round};
    *loop->last_event = event;
    loop->last_event = &event->next;
}

struct poll_loop *
poll_loop_new(void)
{
    struct poll_loop *loop = calloc(1, sizeof *loop);
    if (loop)
        loop->last_event = &loop->events;
    return loop;
}

void
poll_loop_free(struct poll_loop *loop)
{
    while (loop && loop->events) {
        struct event *event = loop->events;
        loop->events = event->next;
        free(event);
    }
    free(loop);
}
