/* SPDX-License-Identifier: MIT */
/* Reads from the kernel what a thread does. Not why it sleeps. */
#include "bench/asleep.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool
asleep_open(struct asleep *asleep)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)gettid());
    asleep->thread = open(path, O_RDONLY | O_CLOEXEC);
    return asleep->thread >= 0;
}

/* A line of this file is "tid (name) state ..."; S is asleep until something wakes it. */
bool
asleep_now(const struct asleep *asleep)
{
    char line[256];
    ssize_t length = pread((int)asleep->thread, line, sizeof line - 1, 0);

    if (length <= 0)
        return false;
    line[length] = 0;
    const char *name_end = strrchr(line, ')');
    return name_end && name_end[1] == ' ' && name_end[2] == 'S';
}

void
asleep_close(struct asleep *asleep)
{
    close((int)asleep->thread);
}
