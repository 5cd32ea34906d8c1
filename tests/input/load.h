/* SPDX-License-Identifier: MIT */
/* Keeps a weir saturated: a thread that posts, and always hundreds of tasks that wait. Not what the loop does meanwhile. */
#ifndef INPUT_LOAD_H
#define INPUT_LOAD_H

#include <weir/weir.h>

#include <stdatomic.h>

/* Generous: nothing here depends on how long it takes, only that it comes. */
#define LIMIT WEIR_S(60)

struct load {
    struct weir *w;
    void (*each)(int ran);  /* called after each task, on the loop thread; may be NULL */
    atomic_int posted, ran; /* tasks */
    atomic_int refused;     /* posts that failed though there should have been room */
    atomic_int dropped;     /* tasks that were */
    atomic_int fewest;      /* tasks that waited when the thread found the queue full and then room */
};
extern struct load load;

/* A new weir whose queue holds hundreds; false: there is none. */
bool load_open(void);
/* Runs what waits, on the loop thread; false: something is left. */
bool load_close(void);

/* Any other thread. It comes back when the queue is full, and weir has enough to do until end_load. */
void begin_load(void);
/* The same thread; comes back when all that was posted has ended. False: it has not, within the limit. */
bool end_load(void);

#endif
