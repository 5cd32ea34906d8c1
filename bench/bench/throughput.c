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
    pthread_barrier_t start;
    int running; /* producers whose tasks have not all run; the loop thread's own */
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

    pthread_barrier_wait(&flood->start);
    for (uint64_t posted = 0; posted < producer->count; posted++) {
        if (!contestant->bounded)
            wait_for_window(producer, posted, &done);
        while (!contestant->post(flood->self, &producer->call))
            sched_yield();
    }
    return NULL;
}

static int
start_threads(struct flood *flood, struct producer producers[], const cpu_set_t *cores, int count, int tasks)
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
        if (pthread_create(&producer->thread, NULL, produce, producer))
            break;
        if (cores)
            pthread_setaffinity_np(producer->thread, sizeof *cores, cores);
    }
    return started;
}

int64_t
throughput_run(const struct contestant *contestant, void *self, int count, int tasks, void (*begin)(void))
{
    struct producer producers[MOST_PRODUCERS];
    struct flood flood = {.contestant = contestant, .self = self, .running = count};

    pthread_barrier_init(&flood.start, NULL, (unsigned)count + 1);
    int started = start_threads(&flood, producers, cores, count, tasks);
    if (started < count) {
        for (int i = 0; i < started; i++) {
            pthread_cancel(producers[i].thread);
            pthread_join(producers[i].thread, NULL);
        }
        return -1;
    }
    if (begin)
        begin();
    int64_t begun = kit_now();
    pthread_barrier_wait(&flood.start);
    contestant->run(self);
    for (int i = 0; i < count; i++)
        pthread_join(producers[i].thread, NULL);
    pthread_barrier_destroy(&flood.start);
    return flood.ended - begun;
}

bool
sample_throughput(const struct measure *measure, const struct effort *effort,
                  const struct contestant *contestant, void *self, double *value)
{
    struct cores cores;

    if (!cores_place(&cores, measure->placement))
        return false;
    int64_t time =
        throughput_run(contestant, self, &cores.producers, measure->producers, effort->tasks, NULL);
    cores_restore(&cores);
    *value = effort->tasks * 1e9 / (double)time;
    return time > 0;
}
