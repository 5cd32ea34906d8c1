/* SPDX-License-Identifier: MIT */
/* What the fake host's loop (fake.c) and its pump (fake_pump.c) share. */
#ifndef KIT_FAKE_LOOP_H
#define KIT_FAKE_LOOP_H

#include "host.h"

#include <pthread.h>

struct event {
    struct event *next;
    weir_fn *run;
    void *arg;
};

struct pump {
    struct pump *next;
    struct host_loop *loop;
    struct weir *w;
    int wakes;     /* not yet taken back; under the loop's lock */
    int64_t late;  /* when a delayed one comes; under the loop's lock */
    int64_t front; /* latest */
    int64_t back;  /* earliest */
};

/* In the order in which they are called. */
enum kind {
    KIND_PUMP,
    KIND_EVENT,
    KIND_TIMER,
    KIND_IO,
    KINDS
};

struct host_loop {
    /* What wakes change; any thread. */
    pthread_mutex_t lock;
    pthread_cond_t bell;
    bool drop, fail, twice;
    int64_t delay;

    /* Of the loop thread. */
    struct pump *pumps;
    struct event *events, **last_event;
    struct {
        int64_t period, due;
        weir_fn *run;
        void *arg;
    } ticks;
    struct {
        weir_fn *run;
        void *arg;
    } io;
    int64_t early;
    enum kind turn; /* the kind that is looked at first */
};

/* The loop, for the pump. */
bool fake_is_busy(struct host_loop *loop); /* is something of the host's own ready? */

/* The pump, for the loop. */
int fake_attach(struct host_loop *loop, struct weir *w);
bool fake_has_wake(struct pump *pump);
void fake_call_pump(struct pump *pump); /* it may be gone afterwards */

/* Faults: of the next wake, and of the next time that rings. */
void fake_drop_next_wake(struct host_loop *loop);
void fake_fail_next_wake(struct host_loop *loop);
void fake_double_next_wake(struct host_loop *loop);
void fake_delay_next_wake(struct host_loop *loop, int64_t delay);
void fake_ring_early(struct host_loop *loop, int64_t by);

#endif
