/* SPDX-License-Identifier: MIT */
/* Chooses cores for a placement. Knows nothing of what runs on them. */
#include "bench/cores.h"

bool
cores_place(struct cores *cores, enum placement placement)
{
    core_set loop;
    int here = sched_getcpu();

    if (here < 0 || sched_getaffinity(0, sizeof cores->before, &cores->before))
        return false;
    cores->producers = cores->before;
    if (placement == FREE)
        return true;
    CPU_ZERO(&loop);
    CPU_SET((size_t)here, &loop);
    if (placement == ONE_CORE)
        cores->producers = loop;
    else
        CPU_CLR((size_t)here, &cores->producers);
    return CPU_COUNT(&cores->producers) > 0 && sched_setaffinity(0, sizeof loop, &loop) == 0;
}

bool
cores_start(const struct cores *cores, pthread_t *thread, void *(*run)(void *), void *arg)
{
    if (pthread_create(thread, NULL, run, arg))
        return false;
    pthread_setaffinity_np(*thread, sizeof cores->producers, &cores->producers);
    return true;
}

void
cores_restore(const struct cores *cores)
{
    sched_setaffinity(0, sizeof cores->before, &cores->before);
}
