/* SPDX-License-Identifier: MIT */
/* A plain event loop around poll(), such as a program writes for itself: descriptors, times, posted events. Knows
 * nothing of weir. */
#ifndef KIT_POLL_LOOP_H
#define KIT_POLL_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct poll_loop;

/* Called again and again while `fd` can be read. Memory is the caller's, from watch to unwatch. */
struct poll_watch {
    int fd;
    void (*call)(void *arg);
    void *arg;
    struct poll_watch *next;
    bool ready;
};

/* Called once when `at` has come. Memory is the caller's, from its first arm to its disarm or call. */
struct poll_timer {
    bool last; /* only when the loop has nothing else to call */
    void (*call)(void *arg);
    void *arg;
    int64_t at; /* ns of CLOCK_MONOTONIC */
    struct poll_timer *next;
    bool ready;
};

struct poll_loop *poll_loop_new(void);
void poll_loop_free(struct poll_loop *loop);
int64_t poll_loop_now(void);
/* Waits until something can be called, at most until `limit` (a time), and calls it. May be called from inside what it
 * calls. */
void poll_loop_once(struct poll_loop *loop, int64_t limit);

void poll_loop_watch(struct poll_loop *loop, struct poll_watch *watch);
void poll_loop_unwatch(struct poll_loop *loop, struct poll_watch *watch); /* also if it is not watched */
void poll_loop_arm(struct poll_loop *loop, struct poll_timer *timer,
                   int64_t at); /* again, too; INT64_MAX: never */
void poll_loop_post(struct poll_loop *loop, void (*call)(void *arg), void *arg);

#endif
