/* SPDX-License-Identifier: MIT */
/* Starts a thread, waits for its end, and tells threads apart, on POSIX and on Windows. Nothing else of threads. */
#ifndef HOSTS_THREADS_H
#define HOSTS_THREADS_H

#include <stdbool.h>
#include <stdint.h>

typedef void thread_main(void *arg);

/* Opaque, but for where it lies. */
struct thread {
    thread_main *run;
    void *arg;
    uintptr_t handle;
};

/* False: the system refused, and there is nothing to join. *thread must stay where it is until thread_join. */
bool thread_start(struct thread *thread, thread_main *run, void *arg);

void thread_join(struct thread *thread);

/* A number that no other thread has as long as this one lives. */
uintptr_t thread_me(void);

#endif
