/* SPDX-License-Identifier: MIT */
/* A libevent program with a frame timer, as it stands before weir comes. Does not know weir. */
#ifndef HOSTS_LIBEVENT_FRAMES_H
#define HOSTS_LIBEVENT_FRAMES_H

#include "demo/burst.h"

struct event_base;
struct libevent_frames;

/* The burst ticks on its timer and posts with event_base_once; NULL if libevent could not make
 * something. */
struct libevent_frames *libevent_frames_new(struct burst *burst);
struct event_base *libevent_frames_base(struct libevent_frames *frames);

/* Runs the loop until the burst quits it and its producer has ended. */
void libevent_frames_run(struct libevent_frames *frames);
void libevent_frames_free(struct libevent_frames *frames);

#endif
