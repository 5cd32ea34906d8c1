/* SPDX-License-Identifier: MIT */
/* libevent's own way to have something called from another thread: event_base_once. */
#include "bench/contestant.h"

#include <event2/event.h>
#include <event2/thread.h>

static void *
once_open(void)
{
    return evthread_use_pthreads() ? NULL : event_base_new();
}

static void
run_once(evutil_socket_t fd, short what, void *arg)
{
    struct call *call = arg;
    (void)fd;
    (void)what;
    call->run(call);
}

static bool
once_post(void *self, struct call *call)
{
    return event_base_once(self, -1, EV_TIMEOUT, run_once, call, NULL) == 0;
}

static void
once_run(void *self)
{
    event_base_loop(self, EVLOOP_NO_EXIT_ON_EMPTY);
}

static void
once_stop(void *self)
{
    event_base_loopbreak(self);
}

static void
once_close(void *self)
{
    event_base_free(self);
}

const struct contestant libevent_once = {
    .name = "event_base_once",
    .weir = &weir_libevent,
    .open = once_open,
    .post = once_post,
    .run = once_run,
    .stop = once_stop,
    .close = once_close,
};
