/* SPDX-License-Identifier: MIT */
/* Keys that are pressed in the terminal, one by one, as events of the loop. Not what they mean. */
#ifndef JOBS_KEYS_H
#define JOBS_KEYS_H

struct event_base;
struct keys;
typedef void keys_pressed(void *self, char key);

/* NULL: stdin is no terminal, or not ours, as of a program in the background. */
struct keys *keys_watch(struct event_base *base, keys_pressed *pressed, void *self);

/* The terminal is as it was before. NULL is ignored. */
void keys_leave(struct keys *keys);

#endif
