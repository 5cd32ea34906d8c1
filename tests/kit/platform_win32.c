/* SPDX-License-Identifier: MIT */
/* What tests ask of Windows, where check runs every law in one process: tests/wine/run gives each a process of its own.
 * Not what they do with it. */
#include "platform.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <stdlib.h>
#include <tlhelp32.h>

atomic_int *
shared_counter(void)
{
    static atomic_int counter;
    return &counter;
}

void
end_laws_that_hang(void)
{
    /* tests/wine/run does it. */
}

bool
system_calls_destructors(void)
{
    return false;
}

bool
system_forks(void)
{
    return false;
}

int
forked_child(int (*body)(void))
{
    (void)body;
    abort();
}

int
threads_now(void)
{
    int count = 0;
    THREADENTRY32 thread = {.dwSize = sizeof thread};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    for (BOOL more = Thread32First(all, &thread); more; more = Thread32Next(all, &thread))
        count += thread.th32OwnerProcessID == GetCurrentProcessId();
    CloseHandle(all);
    return count > 0 ? count : -1;
}
