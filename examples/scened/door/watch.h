/* SPDX-License-Identifier: MIT */
/* Sight of one loop thread: what runs there now and since when, and its last turns. Written by weir's observer there, read
 * by the door's thread; neither waits for the other. Not what is told to whom (events.h, health.h). */
#ifndef SCENED_WATCH_H
#define SCENED_WATCH_H

#include <weir/observe.h>

enum {
    WATCH_TURNS = 1024 /* kept until they are read; what does not fit is counted as lost */
};

/* Times in ns of weir_now. */
struct watch_turn {
    int64_t began, duration, tasks;
    int64_t worst;    /* of its tasks, the longest */
    const char *slow; /* the name of that, or NULL */
    int64_t waited;   /* of its tasks, the one that waited longest */
};

/* What the observer writes; its fields are watch.c's. */
struct watch {
    struct weir *weir;
};

/* Loop thread of w, as weir_observe, whose answers they answer. */
int watch_start(struct watch *watch, struct weir *w);
int watch_stop(struct watch *watch);

/* Any thread: is a task running there? Its name, or NULL, and when it began. */
bool watch_runs(const struct watch *watch, const char **task, int64_t *since);

/* One reader: the turns since the last call, oldest first. Returns how many; *lost grows by those that did not fit. */
size_t watch_take(struct watch *watch, struct watch_turn *turns, size_t most, uint64_t *lost);

#endif
