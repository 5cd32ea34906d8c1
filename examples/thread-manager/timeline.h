/* SPDX-License-Identifier: MIT */
/* The host: a timeline that plays 60 frames a second. Knows of weir that it has turns and frames, and nothing of what it
 * is used for. */
#ifndef MANAGER_TIMELINE_H
#define MANAGER_TIMELINE_H

#include <weir/weir.h>

/* All 0 to begin with. */
struct timeline {
    bool is_over;    /* set it, and this frame is the last */
    int64_t frames;  /* played */
    int64_t longest; /* ns that the turns of one frame took */
};

/* Each frame: its beginning and a turn, `cook`, its end and a turn. This thread becomes weir's loop thread. Answers as
 * weir_attach. */
int timeline_play(struct timeline *timeline, struct weir *w, weir_fn *cook, void *arg);

#endif
