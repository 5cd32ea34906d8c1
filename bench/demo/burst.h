/* SPDX-License-Identifier: MIT */
/* The burst: one task, one producer thread, and the record of the host's frames meanwhile; the same
 * code whichever way the tasks get to the loop. Does not know weir, nor any host. */
#ifndef DEMO_BURST_H
#define DEMO_BURST_H

#include "kit/stats.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    BURST_TASKS = 20000,
    BURST_TASK_NS = 100000,   /* what each task burns, by the clock */
    BURST_FRAME_NS = 16000000 /* the period of the host's own frame timer */
};

typedef void burst_fn(void *arg);

/* What the burst needs of a host; filled in by the host before its loop runs. */
struct burst_loop {
    int64_t (*now)(void *loop);                           /* the host's clock, ns */
    void (*quit)(void *loop);                             /* loop thread: its loop returns soon */
    void *loop;                                           /* the argument of both */
    bool (*post)(void *target, burst_fn *run, void *arg); /* any thread: have run(arg) called on the loop */
    void *target;
};

struct burst {
    struct burst_loop loop;
    struct samples gaps; /* ms between ticks; written by the loop thread only, like all up to `started` */
    int64_t begun;
    int64_t ended; /* 0 until the last task has run */
    int64_t ticked;
    int ticks;  /* before the burst */
    int tasks;  /* run */
    int frames; /* ticks while it lasted */
    bool started;
    pthread_t producer;
    atomic_bool failed; /* set by the producer, read by the loop thread */
};

/* The host's frame timer calls this at each tick, on the loop thread. The third tick starts the
 * producer. */
void burst_tick(struct burst *burst);

/* Waits for the producer, which may still be on its way out of the last post: the host calls it when its loop has
 * returned, before anything that is posted to is freed. */
void burst_join(struct burst *burst);

#endif
