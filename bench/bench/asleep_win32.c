/* SPDX-License-Identifier: MIT */
/* Windows does not tell what a thread does: a loop that has had nothing to do for the shortest sleep there, a millisecond or
 * more (kit/clock_win32.c), is taken to sleep. Whoever asks has slept that long. */
#include "bench/asleep.h"

bool
asleep_open(struct asleep *asleep)
{
    asleep->thread = 0;
    return true;
}

bool
asleep_now(const struct asleep *asleep)
{
    (void)asleep;
    return true;
}

void
asleep_close(struct asleep *asleep)
{
    (void)asleep;
}
