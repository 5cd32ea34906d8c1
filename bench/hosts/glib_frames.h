/* SPDX-License-Identifier: MIT */
/* A GLib program with a frame timer, as it stands before weir comes. Does not know weir. */
#ifndef HOSTS_GLIB_FRAMES_H
#define HOSTS_GLIB_FRAMES_H

#include "demo/burst.h"

struct _GMainContext; /* GMainContext */
struct glib_frames;

/* The burst ticks on its timer and posts with g_idle_add; NULL if there was no memory. */
struct glib_frames *glib_frames_new(struct burst *burst);
struct _GMainContext *glib_frames_context(struct glib_frames *frames);

/* Runs the loop until the burst quits it and its producer has ended. */
void glib_frames_run(struct glib_frames *frames);
void glib_frames_free(struct glib_frames *frames);

#endif
