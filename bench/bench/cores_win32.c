/* SPDX-License-Identifier: MIT */
/* Chooses cores for a placement on Windows, of the first 64. Knows nothing of what runs on them. */
#define WIN32_LEAN_AND_MEAN
#include "bench/cores.h"

#include <windows.h>

bool
cores_place(struct cores *cores, enum placement placement)
{
    core_set loop = (core_set)1 << GetCurrentProcessorNumber();
    DWORD_PTR process, machine;

    if (!GetProcessAffinityMask(GetCurrentProcess(), &process, &machine))
        return false;
    cores->before = cores->producers = process;
    if (placement == FREE)
        return true;
    cores->producers = placement == ONE_CORE ? loop : process & ~loop;
    return cores->producers && SetThreadAffinityMask(GetCurrentThread(), loop);
}

bool
cores_start(const struct cores *cores, pthread_t *thread, void *(*run)(void *), void *arg)
{
    if (pthread_create(thread, NULL, run, arg))
        return false;
    SetThreadAffinityMask(pthread_gethandle(*thread), cores->producers);
    return true;
}

void
cores_restore(const struct cores *cores)
{
    SetThreadAffinityMask(GetCurrentThread(), cores->before);
}
