/* SPDX-License-Identifier: MIT */
/* A program of Windows with a window and a frame timer, as it stands before weir comes. Does not know weir. */
#ifndef HOSTS_WIN32_FRAMES_H
#define HOSTS_WIN32_FRAMES_H

#include "demo/burst.h"

struct win32_frames;

/* The burst ticks on WM_TIMER and posts with PostMessage to the window; NULL if Windows could not make something. */
struct win32_frames *win32_frames_new(struct burst *burst);

/* Runs the loop until the burst quits it and its producer has ended. */
void win32_frames_run(struct win32_frames *frames);
void win32_frames_free(struct win32_frames *frames);

#endif
