/* SPDX-License-Identifier: MIT */
/* Threads of the two systems. Windows has its own since a DLL in somebody else's program should bring no other. */
#include "threads.h"

#ifdef _WIN32

#include <windows.h>

static DWORD WINAPI
run(void *arg)
{
    const struct thread *thread = arg;
    thread->run(thread->arg);
    return 0;
}

bool
thread_start(struct thread *thread, thread_main *main, void *arg)
{
    thread->run = main;
    thread->arg = arg;
    thread->handle = (uintptr_t)CreateThread(NULL, 0, run, thread, 0, NULL);
    return thread->handle != 0;
}

void
thread_join(struct thread *thread)
{
    HANDLE handle = (HANDLE)thread->handle;
    WaitForSingleObject(handle, INFINITE);
    CloseHandle(handle);
}

uintptr_t
thread_me(void)
{
    return GetCurrentThreadId();
}

#else

#include <pthread.h>

static void *
run(void *arg)
{
    const struct thread *thread = arg;
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

#endif
