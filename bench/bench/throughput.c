/* SPDX-License-Identifier: MIT */
/* The flood: producers post as fast as the contestant takes it, with WINDOW tasks in flight at
 * most. */
#include "bench/throughput.h"

#include "bench/cores.h"
#include "bench/measure.h"
#include "kit/clock.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum {
    MOST_PRODUCERS = 4
};

struct flood {
    const struct contestant *contestant;
    void *self;
    atomic_int ready; /* producers that wait for go */
    atomic_int go;    /* 1: post; -1: there are too few of us, go home */
    int running;      /* producers whose tasks have not all run; the loop thread's own */
    int64_t ended;
};

/* Kept on cache lines apart: the first is only read during the flood, the second written by the
 * loop thread alone. */
struct producer {
    _Alignas(64) struct call call;
    struct flood *flood;
    uint64_t count;
    uint64_t window; /* its share */
    pthread_t thread;
    _Alignas(64) _Atomic uint64_t done;
};

static void
trivial(void *arg)
{
    struct producer *producer = arg;
    struct flood *flood = producer->flood;
    uint64_t done = atomic_load_explicit(&producer->done, memory_order_relaxed) + 1;

    atomic_store_explicit(&producer->done, done, memory_order_relaxed);
    if (done < producer->count || --flood->running)
        return;
    flood->ended = kit_now();
    flood->contestant->stop(flood->self);
}

/* Who has no bound of its own gets this one; `done` is read once a window, so that it costs next to
 * nothing. */
static void
wait_for_window(struct producer *producer, uint64_t posted, uint64_t *done)
{
    if (posted - *done < producer->window)
        return;
    for (;;) {
        *done = atomic_load_explicit(&producer->done, memory_order_relaxed);
        if (posted - *done < producer->window)
            return;
        sched_yield();
    }
}

static void *
produce(void *arg)
{
    struct producer *producer = arg;
    struct flood *flood = producer->flood;
    const struct contestant *contestant = flood->contestant;
    uint64_t done = 0;

    atomic_fetch_add(&flood->ready, 1);
    while (!atomic_load(&flood->go))
        sched_yield();
    if (atomic_load(&flood->go) < 0)
        return NULL;
    for (uint64_t posted = 0; posted < producer->count; posted++) {
        if (!contestant->bounded)
            wait_for_window(producer, posted, &done);
        while (!contestant->post(flood->self, &producer->call))
            sched_yield();
    }
    return NULL;
}

static int
start_threads(struct flood *flood, struct producer producers[], const struct cores *cores, int count,
              int tasks)
{
    int started = 0;

    for (; started < count; started++) {
        struct producer *producer = &producers[started];
        *producer = (struct producer){
            .call = {.run = trivial},
            .flood = flood,
            .count = (uint64_t)(tasks / count),
            .window = (uint64_t)(WINDOW / count),
        };
        if (!cores_start(cores, &producer->thread, produce, producer))
            break;
    }
    return started;
}

int64_t
throughput_run(const struct contestant *contestant, void *self, const struct cores *cores, int count,
               int tasks, void (*begin)(void))
{
    struct producer producers[MOST_PRODUCERS];
    struct flood flood = {.contestant = contestant, .self = self, .running = count};

    int started = start_threads(&flood, producers, cores, count, tasks);
    while (atomic_load(&flood.ready) < started)
        sched_yield();
    if (begin)
        begin();
    int64_t begun = kit_now();
    atomic_store(&flood.go, started == count ? 1 : -1);
    if (started == count)
        contestant->run(self);
    for (int i = 0; i < started; i++)
        pthread_join(producers[i].thread, NULL);
    return started == count ? flood.ended - begun : -1;
}

bool
sample_throughput(const struct measure *measure, const struct effort *effort,
                  const struct contestant *contestant, void *self, double *value)
{
    struct cores cores;

    if (!cores_place(&cores, measure->placement))
        return false;
    int64_t time = throughput_run(contestant, self, &cores, measure->producers, effort->tasks, NULL);
    cores_restore(&cores);
    *value = effort->tasks * 1e9 / (double)time;
    return time > 0;
}
