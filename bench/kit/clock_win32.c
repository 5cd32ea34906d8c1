/* SPDX-License-Identifier: MIT */
/* The clock on Windows: its performance counter, and sleeps in whole milliseconds. Not a measure of CPU time. */
#define WIN32_LEAN_AND_MEAN
#include "kit/clock.h"

#include <windows.h>

int64_t
kit_now(void)
{
    LARGE_INTEGER count, frequency;

    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    return KIT_S(count.QuadPart / frequency.QuadPart) +
           KIT_S(count.QuadPart % frequency.QuadPart) / frequency.QuadPart;
}

void
kit_sleep_until(int64_t when)
{
    for (int64_t left; (left = when - kit_now()) > 0;)
        Sleep((DWORD)((left + KIT_MS(1) - 1) / KIT_MS(1)));
}

void
kit_sleep(int64_t ns)
{
    kit_sleep_until(kit_now() + ns);
}
