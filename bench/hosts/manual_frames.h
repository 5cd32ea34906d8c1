/* SPDX-License-Identifier: MIT */
/* A program that draws a frame every 16 ms and lets others work in between, as games and scene
 * tools do. Does not know weir. */
#ifndef HOSTS_MANUAL_FRAMES_H
#define HOSTS_MANUAL_FRAMES_H

#include "demo/burst.h"

/* Does a piece of the others' work and answers when it wants to be called again (ns of the
 * monotonic clock); a frame that is due goes first. */
typedef int64_t manual_slice_fn(void *arg);

struct manual_frames;

/* The burst ticks on its frames, and posts to a list under a mutex; NULL if there was no memory. */
struct manual_frames *manual_frames_new(struct burst *burst);

/* Runs until the burst quits it and its producer has ended. slice NULL: each frame empties the list, as the usual hand-made
 * queue does. */
void manual_frames_run(struct manual_frames *frames, manual_slice_fn *slice, void *arg);
void manual_frames_free(struct manual_frames *frames);

#endif
