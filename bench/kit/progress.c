/* SPDX-License-Identifier: MIT */
/* Writes progress to stderr. Keeps no state but what the terminal shows. */
#include "kit/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void
progress(const char *format, ...)
{
    int terminal = isatty(STDERR_FILENO);
    va_list arguments;

    if (terminal)
        fputs("\r\033[K", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    if (!terminal)
        fputc('\n', stderr);
    fflush(stderr);
}

void
progress_clear(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    fflush(stderr);
}
