/* SPDX-License-Identifier: MIT */
/* Puts the loop's thread on a core and says which ones the producers get. Moves no other thread. */
#ifndef BENCH_CORES_H
#define BENCH_CORES_H

#include "bench/measure.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>

#ifdef _WIN32
typedef uintptr_t core_set; /* a bit for each: what Windows calls a DWORD_PTR */
#else
typedef cpu_set_t core_set;
#endif

struct cores {
    core_set before; /* this thread's */
    core_set producers;
};

/* False: the machine has too few, and nothing has changed. */
bool cores_place(struct cores *cores, enum placement placement);

/* Starts a producer on the cores that are the producers'. */
bool cores_start(const struct cores *cores, pthread_t *thread, void *(*run)(void *), void *arg);
void cores_restore(const struct cores *cores);

#endif
