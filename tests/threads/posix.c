/* SPDX-License-Identifier: MIT */
/* Threads on POSIX. Not on Windows (win32.c). */
#include "threads.h"

#include <pthread.h>
#include <sched.h>

static void *
run(void *self)
{
    const struct thread *thread = self;
    thread->run(thread->arg);
    return NULL;
}

bool
thread_start(struct thread *thread, thread_main *main, void *arg)
{
    pthread_t id;
    thread->run = main;
    thread->arg = arg;
    if (pthread_create(&id, NULL, run, thread) != 0)
        return false;
    thread->handle = (uintptr_t)id;
    return true;
}

void
thread_join(struct thread *thread)
{
    pthread_join((pthread_t)thread->handle, NULL);
}

uintptr_t
thread_me(void)
{
    return (uintptr_t)pthread_self();
}

void
thread_yield(void)
{
    sched_yield();
}
