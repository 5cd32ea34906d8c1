/* SPDX-License-Identifier: MIT */
/* Keeps what was done as lines of text. Not what was done. */
#include "trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
    unsigned long seed;
    size_t length;
    char text[1 << 18];
} kept;

void
trace_begin(unsigned long seed)
{
    kept.seed = seed;
    kept.length = 0;
    kept.text[0] = '\0';
}

void
trace(const char *format, ...)
{
    size_t room = sizeof kept.text - kept.length;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(kept.text + kept.length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length + 2 > room)
        return; /* full: the first steps matter more than none */
    kept.length += (size_t)length;
    kept.text[kept.length++] = '\n';
    kept.text[kept.length] = '\0';
}

void
wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("%s", kept.text);
    printf("WRONG: ");
    vprintf(format, arguments);
    printf("\nseed %lu fails: model --seed %lu\n", kept.seed, kept.seed);
    va_end(arguments);
    fflush(stdout);
    exit(1);
}
