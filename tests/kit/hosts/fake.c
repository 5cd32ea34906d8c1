/* SPDX-License-Identifier: MIT */
/* The fake host: a loop that is stepped one callback at a time by a clock that only it moves, and that can be told to
 * go wrong. Not the clock (fake_clock.c), nor the pump (fake_pump.c).
 *
 * What is ready is called in turn, one callback of each kind: wake and `latest`, posted events, timer, I/O; and
 * `earliest` when nothing else is ready. Each callback takes a microsecond of the clock, so that what is always ready
 * does not stop it. When nothing is ready the clock jumps to the next time that is armed; while other threads are at
 * work it is waited for instead. */
#include "fake_clock.h"
#include "fake_loop.h"

#include <stdlib.h>
#include <time.h>

#define CALL_TAKES   WEIR_US(1)
#define LONGEST_WAIT WEIR_MS(1) /* for other threads, in real time */

/* What is ready. */

static bool
is_due(struct host_loop *loop, int64_t at)
{
    return at != INT64_MAX && at - loop->early <= fake_clock_now();
}

static struct pump *
ready_front(struct host_loop *loop)
{
    for (struct pump *pump = loop->pumps; pump; pump = pump->next)
        if (fake_has_wake(pump) || is_due(loop, pump->front))
            return pump;
    return NULL;
}

static struct pump *
ready_back(struct host_loop *loop)
{
    for (struct pump *pump = loop->pumps; pump; pump = pump->next)
        if (is_due(loop, pump->back))
            return pump;
    return NULL;
}

static bool
is_ready(struct host_loop *loop, enum kind kind)
{
    switch (kind) {
    case KIND_PUMP:
        return ready_front(loop) != NULL;
    case KIND_EVENT:
        return loop->events != NULL;
    case KIND_TIMER:
        return loop->ticks.run && loop->ticks.due <= fake_clock_now();
    default:
        return loop->io.run != NULL;
    }
}

bool
fake_is_busy(struct host_loop *loop)
{
    return is_ready(loop, KIND_EVENT) || is_ready(loop, KIND_TIMER) || is_ready(loop, KIND_IO);
}

static int64_t
next_deadline(struct host_loop *loop)
{
    int64_t next = loop->ticks.run ? loop->ticks.due : INT64_MAX;
    for (struct pump *pump = loop->pumps; pump; pump = pump->next) {
        int64_t armed = pump->front < pump->back ? pump->front : pump->back;
        armed = armed == INT64_MAX ? armed : armed - loop->early;
        pthread_mutex_lock(&loop->lock);
        armed = pump->late < armed ? pump->late : armed;
        pthread_mutex_unlock(&loop->lock);
        next = armed < next ? armed : next;
    }
    return next;
}

/* One step. */

/* A pump's turn is over: the next of several comes first next time. */
static void
call_pump(struct host_loop *loop, struct pump *pump)
{
    struct pump **link = &loop->pumps;
    while (*link != pump)
        link = &(*link)->next;
    *link = pump->next;
    for (link = &loop->pumps; *link; link = &(*link)->next)
        continue;
    *link = pump;
    pump->next = NULL;
    bool rang_early = !fake_has_wake(pump);
    if (rang_early)
        loop->early = 0;
    fake_call_pump(pump);
}

static void
call_event(struct host_loop *loop)
{
    struct event event = *loop->events;
    free(loop->events);
    loop->events = event.next;
    if (!loop->events)
        loop->last_event = &loop->events;
    event.run(event.arg);
}

static void
call_timer(struct host_loop *loop)
{
    int64_t now = fake_clock_now();
    while (loop->ticks.due <= now) /* ticks that were missed are not made up for */
        loop->ticks.due += loop->ticks.period;
    loop->ticks.run(loop->ticks.arg);
}

static void
call(struct host_loop *loop, enum kind kind)
{
    fake_clock_pass(CALL_TAKES);
    switch (kind) {
    case KIND_PUMP:
        call_pump(loop, ready_front(loop));
        return;
    case KIND_EVENT:
        call_event(loop);
        return;
    case KIND_TIMER:
        call_timer(loop);
        return;
    default:
        loop->io.run(loop->io.arg);
    }
}

static bool
step(struct host_loop *loop)
{
    for (int n = 0; n < KINDS; n++) {
        enum kind kind = (enum kind)((loop->turn + (unsigned)n) % KINDS);
        if (!is_ready(loop, kind))
            continue;
        loop->turn = (enum kind)((kind + 1) % KINDS);
        call(loop, kind);
        return true;
    }
    struct pump *pump = ready_back(loop);
    if (!pump)
        return false;
    fake_clock_pass(CALL_TAKES);
    call_pump(loop, pump);
    return true;
}

/* Real time, until a wake or the deadline comes. */
static void
wait_for_others(struct host_loop *loop, int64_t duration)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    int64_t ns = end.tv_nsec + (duration < LONGEST_WAIT ? duration : LONGEST_WAIT);
    end.tv_sec += (time_t)(ns / 1000000000);
    end.tv_nsec = (long)(ns % 1000000000);
    pthread_mutex_lock(&loop->lock);
    bool woken = false;
    for (struct pump *pump = loop->pumps; pump; pump = pump->next)
        woken |= pump->wakes > 0;
    if (!woken)
        pthread_cond_timedwait(&loop->bell, &loop->lock, &end);
    pthread_mutex_unlock(&loop->lock);
}

static bool
fake_run(struct host_loop *loop, host_until *until, void *arg, int64_t limit)
{
    int64_t end = fake_clock_now() + limit;
    while (!until(arg)) {
        int64_t now = fake_clock_now();
        if (now >= end)
            return false;
        bool flows =
            fake_clock_flows(); /* asked first: what another thread posts after the step, it may end after */
        if (step(loop))
            continue;
        int64_t next = next_deadline(loop);
        next = next < end ? next : end;
        if (flows)
            wait_for_others(loop, next - now);
        else
            fake_clock_jump(next);
    }
    return true;
}

/* The host's own work, and its life. */

static void
fake_post(struct host_loop *loop, weir_fn *run, void *arg)
{
    struct event *event = calloc(1, sizeof *event);
    *event = (struct event){NULL, run, arg};
    *loop->last_event = event;
    loop->last_event = &event->next;
}

static void
fake_tick(struct host_loop *loop, int64_t period, weir_fn *run, void *arg)
{
    loop->ticks.period = period;
    loop->ticks.due = fake_clock_now() + period;
    loop->ticks.run = run;
    loop->ticks.arg = arg;
}

static void
fake_watch(struct host_loop *loop, weir_fn *run, void *arg)
{
    loop->io.run = run;
    loop->io.arg = arg;
}

static int64_t
fake_now(struct host_loop *loop)
{
    (void)loop;
    return fake_clock_now();
}

static void
fake_pass(struct host_loop *loop, int64_t duration)
{
    (void)loop;
    fake_clock_pass(duration);
}

static void
fake_others(struct host_loop *loop, int change)
{
    (void)loop;
    fake_clock_others(change);
}

static void
forget_events(struct host_loop *loop)
{
    while (loop->events) {
        struct event *event = loop->events;
        loop->events = event->next;
        free(event);
    }
    loop->last_event = &loop->events;
}

static void
fake_die(struct host_loop *loop, struct weir *w)
{
    forget_events(loop);
    fake_tick(loop, 0, NULL, NULL);
    fake_watch(loop, NULL, NULL);
    weir_host_lost(w);
}

static void
fake_fork_child(struct host_loop *loop)
{
    pthread_mutex_init(&loop->lock, NULL);
    pthread_cond_init(&loop->bell, NULL);
    fake_clock_alone();
}

static struct host_loop *
fake_open(void)
{
    struct host_loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return NULL;
    pthread_mutex_init(&loop->lock, NULL);
    pthread_cond_init(&loop->bell, NULL);
    loop->last_event = &loop->events;
    fake_clock_begin();
    return loop;
}

static void
fake_close(struct host_loop *loop)
{
    if (!loop)
        return;
    fake_clock_end();
    forget_events(loop);
    pthread_cond_destroy(&loop->bell);
    pthread_mutex_destroy(&loop->lock);
    free(loop);
}

const struct host fake_host = {
    .name = "fake",
    .can = HOST_WAKES | HOST_DROPS_WAKE | HOST_FAILS_WAKE | HOST_NESTS | HOST_DIES | HOST_FORKS |
           HOST_HAS_IO | HOST_IS_VIRTUAL | HOST_SHOWS_BUSY,
    .open = fake_open,
    .close = fake_close,
    .attach = fake_attach,
    .run = fake_run,
    .post = fake_post,
    .tick = fake_tick,
    .watch = fake_watch,
    .keep_busy = fake_watch,
    .now = fake_now,
    .drop_next_wake = fake_drop_next_wake,
    .fail_next_wake = fake_fail_next_wake,
    .die = fake_die,
    .fork_child = fake_fork_child,
    .pass = fake_pass,
    .others = fake_others,
    .double_next_wake = fake_double_next_wake,
    .delay_next_wake = fake_delay_next_wake,
    .ring_early = fake_ring_early,
};
