/* SPDX-License-Identifier: MIT */
/* The fake host's pump, and what can go wrong with a wake. Not when it is called (fake.c). */
#include "fake_clock.h"
#include "fake_loop.h"

#include <stdlib.h>

#define LOOK_AGAIN WEIR_S(1)

/* Under the lock. */
static void
take_wake(struct host_loop *loop, struct pump *pump)
{
    int count = loop->drop ? 0 : loop->twice ? 2 : 1;
    if (loop->delay > 0 && count > 0)
        pump->late = fake_clock_now() + loop->delay;
    else
        pump->wakes += count;
    loop->drop = loop->twice = false;
    loop->delay = 0;
    pthread_cond_signal(&loop->bell);
}

static int
wake(void *self)
{
    struct pump *pump = self;
    struct host_loop *loop = pump->loop;
    pthread_mutex_lock(&loop->lock);
    bool fails = loop->fail;
    loop->fail = false;
    if (!fails)
        take_wake(loop, pump);
    pthread_mutex_unlock(&loop->lock);
    return fails;
}

bool
fake_has_wake(struct pump *pump)
{
    pthread_mutex_lock(&pump->loop->lock);
    if (pump->late <= fake_clock_now()) {
        pump->late = INT64_MAX;
        pump->wakes++;
    }
    bool has = pump->wakes > 0;
    pthread_mutex_unlock(&pump->loop->lock);
    return has;
}

static void
take_wake_back(struct pump *pump)
{
    pthread_mutex_lock(&pump->loop->lock);
    pump->wakes -= pump->wakes > 0;
    pthread_mutex_unlock(&pump->loop->lock);
}

/* The callback of pump.h. */
void
fake_call_pump(struct pump *pump)
{
    struct weir_next next;
    take_wake_back(pump);
    pump->front = INT64_MAX;
    pump->back = fake_clock_now() + LOOK_AGAIN;
    int result = weir_turn(pump->w, NULL, &next);
    if (result < 0 && result != WEIR_EBUSY)
        return; /* the pump may be gone */
    pump->front = next.latest_ns;
    pump->back = next.earliest_ns;
}

static void
end_pump(void *self)
{
    struct pump *pump = self;
    struct pump **link = &pump->loop->pumps;
    while (*link != pump)
        link = &(*link)->next;
    *link = pump->next;
    free(pump);
}

static bool
busy(void *self)
{
    return fake_is_busy(((struct pump *)self)->loop);
}

static int
fork_child(void *self)
{
    (void)self; /* memory is all there is, and a child has its own */
    return 0;
}

int
fake_attach(struct host_loop *loop, struct weir *w)
{
    static const struct weir_pump vtable = {.size = sizeof vtable,
                                            .name = "fake",
                                            .wake = wake,
                                            .detach = end_pump,
                                            .busy = busy,
                                            .fork_child = fork_child,
                                            .lost = end_pump};
    struct pump *pump = calloc(1, sizeof *pump);
    if (!pump || !w) {
        free(pump);
        return w ? WEIR_ENOMEM : WEIR_EINVAL;
    }
    *pump = (struct pump){loop->pumps, loop, w, 0, INT64_MAX, INT64_MAX, INT64_MAX};
    loop->pumps = pump;
    int failed = weir_attach(w, &vtable, pump);
    if (failed)
        end_pump(pump);
    return failed;
}

/* Faults. */

static void
set_fault(struct host_loop *loop, bool *fault)
{
    pthread_mutex_lock(&loop->lock);
    *fault = true;
    pthread_mutex_unlock(&loop->lock);
}

void
fake_drop_next_wake(struct host_loop *loop)
{
    set_fault(loop, &loop->drop);
}

void
fake_fail_next_wake(struct host_loop *loop)
{
    set_fault(loop, &loop->fail);
}

void
fake_double_next_wake(struct host_loop *loop)
{
    set_fault(loop, &loop->twice);
}

void
fake_delay_next_wake(struct host_loop *loop, int64_t delay)
{
    pthread_mutex_lock(&loop->lock);
    loop->delay = delay;
    pthread_mutex_unlock(&loop->lock);
}

void
fake_ring_early(struct host_loop *loop, int64_t by)
{
    loop->early = by;
}
