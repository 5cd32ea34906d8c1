/* SPDX-License-Identifier: MIT */
/* A message loop of Windows, which the contestants there share. Not how they post. */
#ifndef BENCH_WIN32_LOOP_H
#define BENCH_WIN32_LOOP_H

#include <stdbool.h>

struct win32_loop {
    bool over;
};

/* The contestants' open, run, stop and close; `self` is a struct win32_loop. */
void *win32_loop_open(void);
void win32_loop_run(void *loop);
void win32_loop_stop(void *loop);
void win32_loop_close(void *loop);

#endif
