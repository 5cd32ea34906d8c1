/* SPDX-License-Identifier: MIT */
/* Work in steps with libevent alone: each step arms event_base_once for the next. A microsecond later at the earliest: what
 * is to come at once comes before the loop looks at anything else, and work that goes on would be all that it does. */
#include "bench/jobs.h"

#include <event2/event.h>

static work_step *work;
static struct event_base *base;

static void call(evutil_socket_t fd, short what, void *arg);

static bool
arm(void *arg, int64_t delay)
{
    const struct timeval when = {.tv_sec = (time_t)(delay / 1000000000),
                                 .tv_usec = (suseconds_t)(delay % 1000000000 / 1000 + 1)};
    return event_base_once(base, -1, EV_TIMEOUT, call, arg, &when) == 0;
}

static void
call(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    int64_t again = work(arg);
    if (again >= 0)
        arm(arg, again);
}

static void *
worker_open(work_step *its_step)
{
    struct event_config *config = event_config_new();
    work = its_step;
    if (!config)
        return NULL;
    event_config_set_flag(config,
                          EVENT_BASE_FLAG_PRECISE_TIMER); /* or a step waits 4 ms for the coarse clock */
    base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

static bool
worker_start(void *self, void *arg, int64_t delay)
{
    (void)self;
    return arm(arg, delay);
}

static void
worker_round(void *self)
{
    event_base_loop(self, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

static void
worker_close(void *self)
{
    event_base_free(self);
}

const struct worker libevent_worker = {"event_base_once", worker_open, worker_start, worker_round,
                                       worker_close};
