/* SPDX-License-Identifier: MIT */
/* The host: a timeline that plays 60 frames a second. Knows of weir that it has turns and frames, and nothing of what it
 * is used for. */
#include "timeline.h"

#include <weir/pump.h>

#include <time.h>

#define FRAME (WEIR_S(1) / 60)

static int64_t
turn_at(struct weir *w, enum weir_frame_edge edge)
{
    int64_t begin = weir_now();
    weir_frame(w, edge);
    weir_turn(w, NULL, NULL);
    return weir_now() - begin;
}

/* A frame that came late is not made up for: the next one is due in a 60th of a second. */
static void
sleep_until(int64_t due)
{
    int64_t left = due - weir_now();
    if (left > 0)
        nanosleep(&(struct timespec){.tv_nsec = (long)left}, NULL);
}

int
timeline_play(struct timeline *timeline, struct weir *w, weir_fn *cook, void *arg)
{
    int error = weir_attach(w, NULL, NULL); /* the manual pump: nothing but this loop calls weir */
    while (!error && !timeline->is_over) {
        int64_t due = weir_now() + FRAME;
        int64_t held = turn_at(w, WEIR_FRAME_BEGIN);
        cook(arg);
        held += turn_at(w, WEIR_FRAME_END);
        timeline->frames++;
        timeline->longest = held > timeline->longest ? held : timeline->longest;
        if (!timeline->is_over)
            sleep_until(due);
    }
    return error;
}
