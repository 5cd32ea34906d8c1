/* SPDX-License-Identifier: MIT */
/* Threads of code that is a guest in somebody else's program, on POSIX (posix.c) and on Windows (win32.c), where it should
 * bring no thread library along. Not what they do. */
#ifndef TESTS_THREADS_THREADS_H
#define TESTS_THREADS_THREADS_H

#include <stdbool.h>
#include <stdint.h>

typedef void thread_main(void *arg);

/* It stays where it is until thread_join. */
struct thread {
    thread_main *run;
    void *arg;
    uintptr_t handle;
};

/* False: the system refused, and there is nothing to join. */
bool thread_start(struct thread *thread, thread_main *run, void *arg);
void thread_join(struct thread *thread);

/* A number that no other thread has as long as this one lives. */
uintptr_t thread_me(void);

/* Lets others run. */
void thread_yield(void);

#endif
