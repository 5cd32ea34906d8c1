/* SPDX-License-Identifier: MIT */
/* How long a task waits that is posted to a loop which sleeps. That it sleeps is read from the
 * kernel, not hoped for. */
#include "bench/cores.h"
#include "bench/measure.h"
#include "kit/clock.h"
#include "kit/stats.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct alarm {
    struct call ring; /* first: the argument of its task */
    const struct contestant *contestant;
    void *self;
    int wakes;
    uint32_t random;
    int state; /* the file that tells what the loop thread does */
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

/* A line of this file is "tid (name) state ..."; S is asleep until something wakes it. */
static bool
sleeps(const struct alarm *alarm)
{
    char line[256];
    ssize_t length = pread(alarm->state, line, sizeof line - 1, 0);

    if (length <= 0)
        return false;
    line[length] = 0;
    const char *name_end = strrchr(line, ')');
    return name_end && name_end[1] == ' ' && name_end[2] == 'S';
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
        while (!sleeps(alarm));
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
    char path[64];
    pthread_t poster;
    struct cores cores;

    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)gettid());
    alarm.state = open(path, O_RDONLY | O_CLOEXEC);
    if (alarm.state < 0)
        return false;
    bool started = cores_place(&cores, measure->placement) && cores_start(&cores, &poster, produce, &alarm);
    if (started) {
        contestant->run(self);
        pthread_join(poster, NULL);
        cores_restore(&cores);
    }
    *value = samples_median(&alarm.latency);
    samples_free(&alarm.latency);
    close(alarm.state);
    return started;
}
