/* SPDX-License-Identifier: MIT */
/* Reads the monotonic clock and sleeps on it. Not a measure of CPU time. */
#include "kit/clock.h"

#include <errno.h>
#include <time.h>

int64_t
kit_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return KIT_S(now.tv_sec) + now.tv_nsec;
}

void
kit_sleep_until(int64_t when)
{
    struct timespec then = {.tv_sec = (time_t)(when / KIT_S(1)), .tv_nsec = (long)(when % KIT_S(1))};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL) == EINTR)
        ;
}

void
kit_sleep(int64_t ns)
{
    kit_sleep_until(kit_now() + ns);
}
