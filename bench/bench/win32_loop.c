/* SPDX-License-Identifier: MIT */
/* Runs the message loop under the contestants on Windows. Posts nothing. */
#define WIN32_LEAN_AND_MEAN
#include "bench/win32_loop.h"

#include <stdlib.h>
#include <windows.h>

void *
win32_loop_open(void)
{
    return calloc(1, sizeof(struct win32_loop));
}

void
win32_loop_run(void *self)
{
    struct win32_loop *loop = self;
    MSG message;

    for (loop->over = false; !loop->over && GetMessageW(&message, NULL, 0, 0) > 0;)
        DispatchMessageW(&message);
}

void
win32_loop_stop(void *self)
{
    ((struct win32_loop *)self)->over = true;
}

void
win32_loop_close(void *loop)
{
    free(loop);
}
