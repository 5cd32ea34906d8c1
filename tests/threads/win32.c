/* SPDX-License-Identifier: MIT */
/* Threads on Windows. Not on POSIX (posix.c). */
#include "threads.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

static DWORD WINAPI
run(void *self)
{
    const struct thread *thread = self;
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

void
thread_yield(void)
{
    SwitchToThread();
}
