/* SPDX-License-Identifier: MIT */
/* Memory that is there or ends the program with one clear line. Not a pool, nor any accounting. */
#include "alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *
needed(void *memory)
{
    if (memory)
        return memory;
    fputs("weir-indexd: out of memory\n", stderr);
    _exit(1); /* not exit: other threads are still running */
}

void *
need(size_t bytes)
{
    return needed(calloc(1, bytes));
}

void *
need_more(void *old, size_t bytes)
{
    return needed(realloc(old, bytes));
}

char *
need_copy(const char *text)
{
    return needed(strdup(text));
}
