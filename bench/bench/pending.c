/* SPDX-License-Identifier: MIT */
/* What one post costs while the loop is busy and knows already that there is work. The clock is
 * read twice a batch, not twice a post. */
#include "bench/cores.h"
#include "bench/measure.h"
#include "kit/clock.h"

#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

/* Fits the window with the task that blocks the loop. */
enum {
    BATCH = WINDOW / 2
};

struct jam {
    struct call blocker; /* first: the argument of its task */
    struct call counter; /* a task of the batch */
    const struct contestant *contestant;
    void *self;
    int batches;
    int left;      /* of the batch and the task that primes it; the loop thread's own */
    int64_t spent; /* ns in posts; the poster's own */
    sem_t blocked; /* the loop is inside the blocker */
    sem_t release;
    sem_t drained;
};

static void
block(void *arg)
{
    struct jam *jam = arg;

    jam->left = BATCH + 1;
    sem_post(&jam->blocked);
    while (sem_wait(&jam->release))
        ;
}

static void
count(void *arg)
{
    struct jam *jam = (struct jam *)((char *)arg - offsetof(struct jam, counter));

    if (--jam->left)
        return;
    if (--jam->batches == 0)
        jam->contestant->stop(jam->self);
    sem_post(&jam->drained);
}

static void
post(struct jam *jam, struct call *call)
{
    while (!jam->contestant->post(jam->self, call))
        ;
}

static void
time_batch(struct jam *jam)
{
    post(jam, &jam->blocker);
    while (sem_wait(&jam->blocked))
        ;
    post(jam, &jam->counter); /* from here on a wake is pending, if the contestant has such a thing */
    int64_t begun = kit_now();
    for (int i = 0; i < BATCH; i++)
        post(jam, &jam->counter);
    jam->spent += kit_now() - begun;
    sem_post(&jam->release);
    while (sem_wait(&jam->drained))
        ;
}

static void *
produce(void *arg)
{
    struct jam *jam = arg;

    for (int left = jam->batches; left; left--)
        time_batch(jam);
    return NULL;
}

bool
sample_pending(const struct measure *measure, const struct effort *effort,
               const struct contestant *contestant, void *self, double *value)
{
    struct jam jam = {.blocker = {block},
                      .counter = {count},
                      .contestant = contestant,
                      .self = self,
                      .batches = effort->batches};
    pthread_t poster;
    struct cores cores;

    sem_init(&jam.blocked, 0, 0);
    sem_init(&jam.release, 0, 0);
    sem_init(&jam.drained, 0, 0);
    if (!cores_place(&cores, measure->placement) || !cores_start(&cores, &poster, produce, &jam))
        return false;
    contestant->run(self);
    pthread_join(poster, NULL);
    cores_restore(&cores);
    *value = (double)jam.spent / ((double)effort->batches * BATCH);
    return true;
}
