/* SPDX-License-Identifier: MIT */
/* Posts the burst from a thread, runs its tasks, and records the gaps between the host's frames.
 * Does not decide how a task gets to the loop: the host or weir supplies `post`. */
#include "demo/burst.h"

#include "kit/clock.h"

/* Ticks that show the host to be running before the burst comes. */
enum {
    TICKS_BEFORE = 3
};

static void
gap_until(struct burst *burst, int64_t now)
{
    samples_add(&burst->gaps, (double)(now - burst->ticked) / 1e6);
    burst->ticked = now;
}

/* Synthetic work: the loop thread is busy for as long as a small scene update would keep it. */
static void
burn(void)
{
    for (int64_t end = kit_now() + BURST_TASK_NS; kit_now() < end;)
        ;
}

static void
task(void *arg)
{
    struct burst *burst = arg;

    burn();
    if (++burst->tasks < BURST_TASKS)
        return;
    burst->ended = burst->loop.now(burst->loop.loop);
    gap_until(burst, burst->ended);
    burst->loop.quit(burst->loop.loop);
}

static void *
produce(void *arg)
{
    struct burst *burst = arg;

    for (int i = 0; i < BURST_TASKS; i++)
        if (!burst->loop.post(burst->loop.target, task, burst)) {
            atomic_store(&burst->failed, true);
            break;
        }
    return NULL;
}

static void
start(struct burst *burst, int64_t now)
{
    burst->begun = burst->ticked = now;
    burst->started = pthread_create(&burst->producer, NULL, produce, burst) == 0;
    if (!burst->started)
        atomic_store(&burst->failed, true);
}

void
burst_tick(struct burst *burst)
{
    int64_t now = burst->loop.now(burst->loop.loop);

    if (burst->ended)
        return;
    if (atomic_load(&burst->failed)) {
        burst->loop.quit(burst->loop.loop);
        return;
    }
    if (burst->begun) {
        burst->frames++;
        gap_until(burst, now);
    } else if (++burst->ticks == TICKS_BEFORE) {
        start(burst, now);
    }
}

void
burst_join(struct burst *burst)
{
    if (burst->started)
        pthread_join(burst->producer, NULL);
    burst->started = false;
}
