/* SPDX-License-Identifier: MIT */
/* The libevent pump: a wake that is an fd of our own, and two armed times. It decides nothing:
 * weir_turn does.
 *
 * With descriptors (Linux) the wake is an eventfd and the times are timerfds, which are precise;
 * without, a socket pair and the base's own timers, which are coarse. Either way the wake is
 * level-triggered: a byte that nobody has read keeps the loop coming. */
#define _GNU_SOURCE /* eventfd, timerfd */
#include "weir-libevent.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/util.h>

#include <errno.h>
#include <stdlib.h>

#if defined(__linux__) && !defined(WEIR_LIBEVENT_NO_FDS)
#define WITH_FDS 1
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>
#else
#define WITH_FDS 0
#include <sys/socket.h>
#endif

/* A time for which the loop is armed: of a timerfd if fd >= 0, else of the base. */
struct alarm {
    struct event event;
    evutil_socket_t fd;
    int64_t at; /* INT64_MAX: not armed */
};

struct pump {
    struct weir *w;
    struct event_base *base;
    struct event wake;
    evutil_socket_t wake_read, wake_write; /* the same eventfd, or the two ends of a socket pair */
    struct alarm front;                    /* latest: before the host's own */
    struct alarm back;                     /* earliest: after the host's own, if the base has priorities */
    bool let_go;
};

static void host_calls(evutil_socket_t fd, short what, void *self);

/* The wake. */

#if WITH_FDS

static int
open_wake(struct pump *pump)
{
    pump->wake_read = pump->wake_write = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return pump->wake_read < 0 ? WEIR_ESYSTEM : 0;
}

static void
close_wake(struct pump *pump)
{
    if (pump->wake_read >= 0)
        close(pump->wake_read);
    pump->wake_read = pump->wake_write = -1;
}

static int
wake(void *self)
{
    struct pump *pump = self;
    return eventfd_write(pump->wake_write, 1);
}

static void
take_wake_back(struct pump *pump)
{
    eventfd_t value;
    eventfd_read(pump->wake_read, &value);
}

#else

static int
open_wake(struct pump *pump)
{
    evutil_socket_t pair[2];
    if (evutil_socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
        return WEIR_ESYSTEM;
    pump->wake_read = pair[0];
    pump->wake_write = pair[1];
    if (evutil_make_socket_nonblocking(pair[0]) || evutil_make_socket_nonblocking(pair[1]))
        return WEIR_ESYSTEM; /* one that blocks would stop the host */
    evutil_make_socket_closeonexec(pair[0]);
    evutil_make_socket_closeonexec(pair[1]);
    return 0;
}

static void
close_wake(struct pump *pump)
{
    if (pump->wake_read >= 0) {
        evutil_closesocket(pump->wake_read);
        evutil_closesocket(pump->wake_write);
    }
    pump->wake_read = pump->wake_write = -1;
}

static int
wake(void *self)
{
    struct pump *pump = self;
    if (send(pump->wake_write, "w", 1, 0) == 1)
        return 0;
    int error = EVUTIL_SOCKET_ERROR();
    return error == EAGAIN || error == EWOULDBLOCK
               ? 0
               : -1; /* full of wakes: it can be read, so the loop comes */
}

static void
take_wake_back(struct pump *pump)
{
    char bytes[16];
    while (recv(pump->wake_read, bytes, sizeof bytes, 0) > 0)
        continue;
}

#endif

/* The two times. */

static void
arm(struct alarm *alarm, int64_t at)
{
    if (at == alarm->at)
        return;
    alarm->at = at;
#if WITH_FDS
    int64_t when = at == INT64_MAX ? 0 : at > 0 ? at : 1; /* 0 disarms */
    struct itimerspec span = {.it_value = {(time_t)(when / 1000000000), (long)(when % 1000000000)}};
    timerfd_settime(alarm->fd, TFD_TIMER_ABSTIME, &span, NULL);
#else
    int64_t rest = at == INT64_MAX ? 0 : at - weir_now();
    rest = rest > 0 ? rest + 999 : 0; /* up to the next microsecond: not early */
    struct timeval span = {.tv_sec = (long)(rest / 1000000000), .tv_usec = (long)(rest % 1000000000 / 1000)};
    if (at == INT64_MAX)
        event_del(&alarm->event);
    else
        event_add(&alarm->event, &span);
#endif
}

static void
alarm_rang(struct alarm *alarm)
{
#if WITH_FDS
    if (alarm->at > weir_now())
        return;
    uint64_t times;
    if (read(alarm->fd, &times, sizeof times) < 0)
        return; /* our clock was a moment ahead of the kernel's: it still rings, or arm() takes it back */
    alarm->at = INT64_MAX;
#else
    /* The base's clock is coarse and rings early: what is not pending any more must be armed again for the same time. */
    if (!event_pending(&alarm->event, EV_TIMEOUT, NULL))
        alarm->at = INT64_MAX;
#endif
}

/* The callback that the host makes: see pump.h. It is not armed for a loop that a task nests: libevent refuses to
 * run a base inside itself. */
static void
host_calls(evutil_socket_t fd, short what, void *self)
{
    (void)fd, (void)what;
    struct pump *pump = self;
    struct event_base *base = pump->base;
    struct weir_next next;
    take_wake_back(pump);
    alarm_rang(&pump->front);
    alarm_rang(&pump->back);
    int result = weir_turn(pump->w, NULL, &next);
    if (result < 0 && result != WEIR_EBUSY)
        return; /* the pump may be gone */
    arm(&pump->front, next.latest_ns);
    arm(&pump->back, next.earliest_ns);
    event_base_update_cache_time(base); /* or the host's timers are late by the length of a turn */
}

/* Is something of the host's active, besides what is ours? */

static int
is_active(const struct event *event)
{
    return (event->ev_evcallback.evcb_flags & EVLIST_ACTIVE) != 0;
}

static bool
busy(void *self)
{
    struct pump *pump = self;
    int ours = is_active(&pump->wake) + is_active(&pump->front.event) + is_active(&pump->back.event);
    return event_base_get_num_events(pump->base, EVENT_BASE_COUNT_ACTIVE) > ours;
}

/* Life. */

static int
add_event(struct pump *pump, struct event *event, evutil_socket_t fd, int priority)
{
    short what = fd >= 0 ? EV_READ | EV_PERSIST : 0;
    if (event_assign(event, pump->base, fd, what, host_calls, pump) || event_priority_set(event, priority))
        return WEIR_ESYSTEM;
    if (pump->let_go)
        event->ev_evcallback.evcb_flags |= EVLIST_INTERNAL; /* does not count for event_base_dispatch */
    return fd >= 0 && event_add(event, NULL) ? WEIR_ESYSTEM : 0;
}

static int
open_alarm(struct pump *pump, struct alarm *alarm, int priority)
{
#if WITH_FDS
    alarm->fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (alarm->fd < 0)
        return WEIR_ESYSTEM;
#endif
    return add_event(pump, &alarm->event, alarm->fd, priority);
}

static int
open_all(struct pump *pump)
{
    int last = event_base_get_npriorities(pump->base) - 1;
    int failed = open_wake(pump);
    if (!failed)
        failed = add_event(pump, &pump->wake, pump->wake_read, 0);
    if (!failed)
        failed = open_alarm(pump, &pump->front, 0);
    return failed ? failed : open_alarm(pump, &pump->back, last);
}

/* Takes an event out of the base, if it got that far. */
static void
remove_event(struct event *event)
{
    if (event_initialized(event))
        event_del(event);
}

static void
remove_events(struct pump *pump)
{
    remove_event(&pump->wake);
    remove_event(&pump->front.event);
    remove_event(&pump->back.event);
}

static void
close_fds(struct pump *pump)
{
    close_wake(pump);
#if WITH_FDS
    if (pump->front.fd >= 0)
        close(pump->front.fd);
    if (pump->back.fd >= 0)
        close(pump->back.fd);
#endif
    pump->front.fd = pump->back.fd = -1;
    pump->front.at = pump->back.at = INT64_MAX;
}

static void
detach(void *self)
{
    remove_events(self);
    close_fds(self);
    free(self);
}

/* The base has been freed: it has taken our events out itself. */
static void
lost(void *self)
{
    close_fds(self);
    free(self);
}

/* The host has called event_reinit, but the fds are still the parent's too. */
static int
fork_child(void *self)
{
    remove_events(self);
    close_fds(self);
    return open_all(self);
}

int
weir_libevent_attach(struct weir *w, struct event_base *base, const struct weir_libevent_options *options)
{
    static const struct weir_pump vtable = {.size = sizeof vtable,
                                            .name = "libevent",
                                            .wake = wake,
                                            .detach = detach,
                                            .busy = busy,
                                            .fork_child = fork_child,
                                            .lost = lost};
    if (!w || !base)
        return WEIR_EINVAL;
    struct pump *pump = calloc(1, sizeof *pump);
    if (!pump)
        return WEIR_ENOMEM;
    pump->w = w;
    pump->base = base;
    pump->let_go = options && options->let_go;
    pump->wake_read = pump->wake_write = -1;
    pump->front.fd = pump->back.fd = -1;
    pump->front.at = pump->back.at = INT64_MAX;
    int failed = open_all(pump);
    if (!failed)
        failed = weir_attach(w, &vtable, pump);
    if (failed)
        detach(pump);
    return failed;
}
