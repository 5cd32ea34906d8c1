/* SPDX-License-Identifier: MIT */
/* What the laws need of a program with a toolkit: a window that is painted, its loop, and the ways to be inside it. Not
 * the laws (laws.c). */
#ifndef TESTS_PLUGINS_TOOLKIT_H
#define TESTS_PLUGINS_TOOLKIT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef bool toolkit_until(void *arg);
typedef void toolkit_call(void *arg);

void toolkit_open(void);
void toolkit_close(void);

/* Runs the loop until `until` says so; false: it did not within the limit. */
bool toolkit_run(toolkit_until *until, void *arg);

/* Frames that the window has painted; it asks for each next one. */
long toolkit_frames(void);

/* Calls `inside` from a timer within a modal loop, paints on for a while in that loop, and leaves it. */
void toolkit_modal(toolkit_call *inside, void *arg);

/* The loop comes upon both in one pass, that of the host first: a call of the host's own, of `call`, and whatever `wake`
 * has made pending. */
void toolkit_overtake(toolkit_call *wake, toolkit_call *call, void *arg);

/* Does the loop hold only what so many plug-ins hold that are open? */
bool toolkit_holds_only(int plugins);

#ifdef __cplusplus
}
#endif

#endif
