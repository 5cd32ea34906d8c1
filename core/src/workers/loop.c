/* SPDX-License-Identifier: MIT */
/* A pump for a thread that has nothing else to do: a flag and a condition. Not whose thread it is (thread.c). */
#include "workers/loop.h"
#include "base/system.h"

/* The pump. */

static int
wake(void *self)
{
    struct own_loop *loop = self;
    mutex_lock(&loop->lock);
    loop->woken = true;
    condition_signal(&loop->bell);
    mutex_unlock(&loop->lock);
    return 0;
}

static void
end(struct own_loop *loop, bool lost)
{
    mutex_lock(&loop->lock);
    loop->attached = false;
    loop->lost = lost;
    condition_signal(&loop->bell);
    mutex_unlock(&loop->lock); /* the last touch: who sees it may end the loop */
}

static void
detach(void *self)
{
    struct own_loop *loop = self;
    if (loop->forked)
        loop->attached = false;
    else
        end(loop, false);
}

static void
lost(void *self)
{
    end(self, true);
}

/* The thread that waits here is not there in the child. */
static int
fork_child(void *self)
{
    ((struct own_loop *)self)->forked = true;
    return WEIR_ESYSTEM;
}

int
loop_attach(struct own_loop *loop)
{
    static const struct weir_pump pump = {.size = sizeof pump,
                                          .name = "thread",
                                          .wake = wake,
                                          .detach = detach,
                                          .fork_child = fork_child,
                                          .lost = lost};
    loop->attached = true; /* before another thread can end it */
    int failed = weir_attach(loop->w, &pump, loop);
    if (failed)
        loop->attached = false;
    return failed;
}

/* The loop. */

bool
loop_wait(struct own_loop *loop, int64_t until)
{
    int64_t at = loop->earliest < until ? loop->earliest : until;
    int64_t now;
    mutex_lock(&loop->lock);
    while ((now = weir_system.now()) < at && loop->attached && !loop->woken && !loop->rung)
        condition_wait(&loop->bell, &loop->lock, at == INT64_MAX ? WEIR_FOREVER : at - now);
    bool due = loop->attached && (loop->woken || loop->earliest <= now);
    if (due)
        loop->woken = false;
    loop->rung = false;
    mutex_unlock(&loop->lock);
    return due;
}

void
loop_turn(struct own_loop *loop)
{
    struct weir_next next;
    loop->earliest = time_after(weir_system.now(), WEIR_S(1)); /* for a loop that a task nests */
    weir_turn(loop->w, NULL, &next);
    loop->earliest = next.earliest_ns; /* never, if it was refused for good */
}

void
loop_ring(struct own_loop *loop)
{
    loop->rung = true;
    condition_signal(&loop->bell);
}

int
loop_init(struct own_loop *loop, struct weir *w)
{
    *loop = (struct own_loop){.w = w, .earliest = INT64_MAX};
    int failed = mutex_init(&loop->lock);
    if (failed)
        return failed;
    failed = condition_init(&loop->bell);
    if (failed)
        mutex_fini(&loop->lock);
    return failed;
}

void
loop_fini(struct own_loop *loop)
{
    condition_fini(&loop->bell);
    mutex_fini(&loop->lock);
}
