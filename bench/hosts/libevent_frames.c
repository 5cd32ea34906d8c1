/* SPDX-License-Identifier: MIT */
/* Runs an event_base with a frame timer of its own, and posts to it with event_base_once. Does not
 * know weir. */
#include "hosts/libevent_frames.h"

#include <event2/event.h>
#include <event2/thread.h>
#include <stdlib.h>

struct libevent_frames {
    struct burst *burst;
    struct event_base *base;
    struct event *timer;
    struct evutil_monotonic_timer *clock;
};

struct once {
    burst_fn *run;
    void *arg;
};

static void
run_once(evutil_socket_t fd, short what, void *arg)
{
    struct once once = *(struct once *)arg;
    (void)fd;
    (void)what;
    free(arg);
    once.run(once.arg);
}

static bool
post_once(void *target, burst_fn *run, void *arg)
{
    struct libevent_frames *frames = target;
    struct once *once = malloc(sizeof *once);

    if (!once)
        return false;
    *once = (struct once){.run = run, .arg = arg};
    if (event_base_once(frames->base, -1, EV_TIMEOUT, run_once, once, NULL) == 0)
        return true;
    free(once);
    return false;
}

static int64_t
now(void *loop)
{
    struct libevent_frames *frames = loop;
    struct timeval time;

    evutil_gettime_monotonic(frames->clock, &time);
    return ((int64_t)time.tv_sec * 1000000 + time.tv_usec) * 1000;
}

static void
quit(void *loop)
{
    struct libevent_frames *frames = loop;
    event_base_loopbreak(frames->base);
}

static void
tick(evutil_socket_t fd, short what, void *arg)
{
    struct libevent_frames *frames = arg;
    (void)fd;
    (void)what;
    burst_tick(frames->burst);
}

static bool
open_all(struct libevent_frames *frames)
{
    const struct timeval period = {.tv_usec = BURST_FRAME_NS / 1000};

    /* event_base_once from another thread needs it; weir does not, but every way runs on the same
     * base. */
    if (evthread_use_pthreads())
        return false;
    frames->base = event_base_new();
    frames->clock = evutil_monotonic_timer_new();
    if (!frames->base || !frames->clock ||
        evutil_configure_monotonic_time(frames->clock, EV_MONOT_PRECISE) < 0)
        return false;
    frames->timer = event_new(frames->base, -1, EV_PERSIST, tick, frames);
    return frames->timer && evtimer_add(frames->timer, &period) == 0;
}

struct libevent_frames *
libevent_frames_new(struct burst *burst)
{
    struct libevent_frames *frames = calloc(1, sizeof *frames);

    if (!frames)
        return NULL;
    frames->burst = burst;
    if (!open_all(frames)) {
        libevent_frames_free(frames);
        return NULL;
    }
    burst->loop =
        (struct burst_loop){.now = now, .quit = quit, .loop = frames, .post = post_once, .target = frames};
    return frames;
}

struct event_base *
libevent_frames_base(struct libevent_frames *frames)
{
    return frames->base;
}

void
libevent_frames_run(struct libevent_frames *frames)
{
    event_base_dispatch(frames->base);
    burst_join(frames->burst);
}

void
libevent_frames_free(struct libevent_frames *frames)
{
    if (frames->timer)
        event_free(frames->timer);
    if (frames->clock)
        evutil_monotonic_timer_free(frames->clock);
    if (frames->base)
        event_base_free(frames->base);
    free(frames);
}
