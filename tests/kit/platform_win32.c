/* SPDX-License-Identifier: MIT */
/* What tests ask of Windows, where check runs every law in one process: tests/wine/run gives each a process of its own.
 * Not what they do with it. */
#include "platform.h"

#include <stdlib.h>

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
