/* SPDX-License-Identifier: MIT */
/* A weir's own thread, as thread.c keeps it and tests look at it. Not the public face (weir/thread.h). */
#ifndef WEIR_WORKERS_THREAD_H
#define WEIR_WORKERS_THREAD_H

#include "workers/loop.h"

#include <weir/thread.h>

enum stage {
    STARTING,
    RUNS,
    ENDED
};

struct weir_thread {
    struct own_loop loop;
    struct thread thread;
    uint64_t process;      /* in which it was started */
    struct condition told; /* the stage has changed, or a close was answered */

    /* Guarded by the loop's lock. */
    enum stage stage;
    uint64_t self;           /* thread_self() of it, from RUNS on */
    int answer;              /* of weir_attach, then of weir_close */
    enum weir_close_how how; /* asked for; 0: nobody has, or it was answered */
    int64_t timeout;
};

#endif
