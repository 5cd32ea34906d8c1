/* SPDX-License-Identifier: MIT */
/* What can be seen of a weir: one hook that is told of each event, and counters that are always kept. Nothing here
 * changes what is run or when. */
#ifndef WEIR_OBSERVE_H
#define WEIR_OBSERVE_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

enum weir_event_kind {
    WEIR_TURN_BEGIN,
    WEIR_TURN_END,   /* duration: of the turn; count: tasks ended in it */
    WEIR_TASK_BEGIN, /* duration: how long it had waited, 0 if it was posted before the observer came */
    WEIR_TASK_END,   /* duration: how long it ran */
    WEIR_TASK_DROP,  /* duration: as TASK_BEGIN; count: the reason, WEIR_E... */
    WEIR_OVERRUN,    /* a task ran longer than the fence; duration: how long it ran */
    WEIR_WAKE        /* the host was asked for a turn; count: 0, or 1 if that failed */
};

struct weir_event {
    enum weir_event_kind kind;
    int64_t now;      /* weir_now */
    int64_t duration; /* ns */
    int64_t count;
    const char *task; /* its name, or NULL */
};

/* On the loop thread, but WEIR_WAKE on the thread that wakes. Must not call weir, and should be quick. */
typedef void weir_observer_fn(void *self, const struct weir_event *event);

enum {
    WEIR_RAN_CLASSES = 24
};

/* Since weir_new. Wakes, overruns and `ran` are counted where they happen, the rest at the end of each turn. Each step of a
 * job is a task here. */
struct weir_stats {
    uint64_t turns;
    uint64_t refused; /* turns refused inside a task */
    uint64_t run;
    uint64_t dropped;
    uint64_t wakes;       /* wakes that the host accepted, those again included */
    uint64_t wakes_again; /* issued once more, because no turn answered for 100 ms */
    uint64_t wakes_failed;
    uint64_t overruns; /* tasks over the fence, but for those through whose open door turns came */
    /* Tasks by how long they ran: [0] under 1 us, [i] from 2^(i-1) to 2^i us, the last all that ran longer (over 4 s). */
    uint64_t ran[WEIR_RAN_CLASSES];
};

/**
 * weir_observe: be told of every event from now on.
 *
 * One observer a weir; NULL ends it. Without one, a turn pays one branch a task.
 *
 * Threads:  loop thread, not inside a task; any thread before the first attach
 * Blocks:   until wakes in flight have returned
 * Owns:     self must live until weir_observe(w, NULL, NULL) has returned, or the weir is closed
 * Returns:  0
 *           WEIR_EINVAL: w is NULL
 *           WEIR_ETHREAD, WEIR_EBUSY: nothing changed
 */
WEIR_API int weir_observe(struct weir *w, weir_observer_fn *observer, void *self);

/**
 * weir_stats: read the counters.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     *stats is the caller's
 * Returns:  0, or WEIR_EINVAL: an argument is NULL
 */
WEIR_API int weir_stats(const struct weir *w, struct weir_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
