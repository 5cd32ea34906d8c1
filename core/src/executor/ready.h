/* SPDX-License-Identifier: MIT */
/* What is ready to run by links of its own, beside the ring of its lane: a slot that is due, a job. Never refused for
 * want of room. Not when its turn comes (lanes.h). */
#ifndef WEIR_EXECUTOR_READY_H
#define WEIR_EXECUTOR_READY_H

#include "executor/inbox.h"

struct ready;

/* The loop thread takes it from its lane: writes what is to be run or dropped, and may be done with it. */
typedef enum take ready_take_fn(struct weir *w, struct ready *ready, int64_t now, struct entry *entry);

struct ready {
    struct ready *next;
    struct ready **link; /* what points at it; NULL: it is in no lane */
    uint64_t stamp;      /* its lane's tail when it became ready: it runs before what was posted after */
    uint64_t number;     /* among all that became ready */
    ready_take_fn *take;
};

#endif
