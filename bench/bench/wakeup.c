/* SPDX-License-Identifier: MIT */
/* How long a task waits that is posted to a loop which sleeps. What tells that it sleeps is
 * asleep.h's business. */
#include "bench/asleep.h"
#include "bench/cores.h"
#include "bench/measure.h"
#include "kit/clock.h"
#include "kit/stats.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct alarm {
    struct call ring; /* first: the argument of its task */
    const struct contestant *contestant;
    void *self;
    int wakes;
    uint32_t random;
    struct asleep loop; /* the loop's thread */
    int64_t posted;
    atomic_bool ran;
    int left; /* the loop thread's own, as is: */
    struct samples latency;
};

static void
ring(void *arg)
{
    struct alarm *alarm = arg;

    samples_add(&alarm->latency, (double)(kit_now() - alarm->posted) / 1e3);
    if (--alarm->left == 0)
        alarm->contestant->stop(alarm->self);
    atomic_store(&alarm->ran, true);
}

/* 50 to 306 us: posts must not fall in step with anything periodic. */
static int64_t
some_time(struct alarm *alarm)
{
    alarm->random = alarm->random * 1664525u + 1013904223u;
    return KIT_US(50 + (alarm->random >> 24));
}

static void *
produce(void *arg)
{
    struct alarm *alarm = arg;

    for (int i = 0; i < alarm->wakes; i++) {
        do
            kit_sleep(some_time(alarm));
        while (!asleep_now(&alarm->loop));
        atomic_store(&alarm->ran, false);
        alarm->posted = kit_now();
        while (!alarm->contestant->post(alarm->self, &alarm->ring))
            ;
        while (!atomic_load(&alarm->ran))
            kit_sleep(some_time(alarm));
    }
    return NULL;
}

bool
sample_wakeup(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
              void *self, double *value)
{
    struct alarm alarm = {.ring = {ring},
                          .contestant = contestant,
                          .self = self,
                          .wakes = effort->wakes,
                          .left = effort->wakes,
                          .random = 1};
    pthread_t poster;
    struct cores cores;

    if (!asleep_open(&alarm.loop))
        return false;
    bool started = cores_place(&cores, measure->placement) && cores_start(&cores, &poster, produce, &alarm);
    if (started) {
        contestant->run(self);
        pthread_join(poster, NULL);
        cores_restore(&cores);
    }
    *value = samples_median(&alarm.latency);
    samples_free(&alarm.latency);
    asleep_close(&alarm.loop);
    return started;
}
