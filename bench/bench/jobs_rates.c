/* SPDX-License-Identifier: MIT */
/* How fast jobs come and go, step and wake, and what memory they take. Not what it costs to ask about one
 * (jobs_asked.c). */
#include "bench/jobs.h"
#include "kit/clock.h"

#include <malloc.h>
#include <stddef.h>

enum {
    BATCH = 1000 /* started before the loop comes by */
};

/* Of the one sample that this process takes. */
static int64_t steps, last_step;

/* Jobs of one step. */

static int64_t
step_once(void *unused)
{
    (void)unused;
    steps++;
    return -1;
}

static bool
run_batch(const struct worker *worker, void *self)
{
    int64_t goal = steps + BATCH;
    for (int i = 0; i < BATCH; i++)
        if (!worker->start(self, NULL, 0))
            return false;
    while (steps < goal)
        worker->round(self);
    return true;
}

bool
sample_jobs(const struct worker *worker, const struct jobs_effort *effort, int live, double *value)
{
    void *self = worker->open(step_once);
    bool whole = self && run_batch(worker, self);
    int64_t begun = kit_now();
    (void)live;
    for (int i = 0; whole && i < effort->jobs / BATCH; i++)
        whole = run_batch(worker, self);
    *value = effort->jobs * 1e9 / (double)(kit_now() - begun);
    if (self)
        worker->close(self);
    return whole;
}

/* Jobs that go on as long as they may. */

static int64_t
step_on(void *unused)
{
    (void)unused;
    return ++steps < last_step ? 0 : -1;
}

static bool
start_many(const struct worker *worker, void *self, int live, int64_t delay)
{
    for (int i = 0; i < live; i++)
        if (!worker->start(self, NULL, delay))
            return false;
    return true;
}

static void
run_to(const struct worker *worker, void *self, int64_t goal)
{
    while (steps < goal)
        worker->round(self);
}

bool
sample_steps(const struct worker *worker, const struct jobs_effort *effort, int live, double *value)
{
    void *self = worker->open(step_on);
    bool whole = self && start_many(worker, self, live, 0);
    last_step = INT64_MAX;
    if (whole) {
        run_to(worker, self, 2 * (int64_t)live); /* warm */
        int64_t before = steps, begun = kit_now();
        run_to(worker, self, before + effort->steps);
        *value = (double)(steps - before) * 1e9 / (double)(kit_now() - begun);
    }
    if (self)
        worker->close(self);
    return whole;
}

/* Jobs that wait for a while between any two steps, each for another. */

static const int64_t SHORTEST = KIT_MS(20);
static const int64_t SPREAD = KIT_MS(20);

static int64_t
step_later(void *unused)
{
    static uint64_t seed = 88172645463325252;
    (void)unused;
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    steps++;
    return SHORTEST + (int64_t)(seed % (uint64_t)SPREAD);
}

bool
sample_timers(const struct worker *worker, const struct jobs_effort *effort, int live, double *value)
{
    void *self = worker->open(step_later);
    bool whole = self && start_many(worker, self, live, 0);
    int64_t spent = 0, before = 0;
    if (whole)
        run_to(worker, self, live);
    before = steps;
    for (int pass = 0; whole && pass * live < effort->jobs / 20; pass++) {
        kit_sleep(SHORTEST + SPREAD + KIT_MS(2)); /* all are due */
        int64_t begun = kit_now();
        run_to(worker, self, steps + live);
        spent += kit_now() - begun;
    }
    *value = (double)spent / (double)(steps - before);
    if (self)
        worker->close(self);
    return whole;
}

/* Memory. */

#ifdef BENCH_HAS_MALLINFO2

static double
bytes_held(void)
{
    struct mallinfo2 info = mallinfo2();
    return (double)info.uordblks + (double)info.hblkhd;
}

bool
sample_bytes(const struct worker *worker, const struct jobs_effort *effort, int live, double *value)
{
    void *self = worker->open(step_once);
    double before = bytes_held();
    bool whole = self && start_many(worker, self, live, KIT_S(3600));
    (void)effort;
    for (int i = 0; whole && i < live / 100; i++)
        worker->round(self); /* until each waits */
    *value = (bytes_held() - before) / live;
    if (self)
        worker->close(self);
    return whole;
}

#else

bool
sample_bytes(const struct worker *worker, const struct jobs_effort *effort, int live, double *value)
{
    (void)worker, (void)effort, (void)live, (void)value;
    return false;
}

#endif
