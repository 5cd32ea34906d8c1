/* SPDX-License-Identifier: MIT */
/* A Qt program with a frame timer, as it stands before weir comes; C, as the burst is. Does not know weir. */
#ifndef HOSTS_QT_FRAMES_H
#define HOSTS_QT_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void qt_frames_fn(void *arg);
struct qt_frames;

/* Its timer calls tick(arg) every period_ms; NULL if there was no memory. */
struct qt_frames *qt_frames_new(int period_ms, qt_frames_fn *tick, void *arg);

/* What the burst wants of a host; `frames` is the struct above. Posts with QMetaObject::invokeMethod. */
int64_t qt_frames_now(void *frames);
void qt_frames_quit(void *frames);
bool qt_frames_post(void *frames, qt_frames_fn *run, void *arg);

/* Runs the loop until it is told to quit. */
void qt_frames_run(struct qt_frames *frames);
void qt_frames_free(struct qt_frames *frames);

#ifdef __cplusplus
}
#endif

#endif
