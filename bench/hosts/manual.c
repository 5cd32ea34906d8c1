/* SPDX-License-Identifier: MIT */
/* Puts a weir on the frame loop for the ways that want one: the host calls weir_turn itself. The
 * host is manual_frames.c. */
#include "hosts/host.h"
#include "hosts/manual_frames.h"

#include <weir/pump.h>

static int64_t
bounded_slice(void *arg)
{
    struct weir_next next;
    weir_turn(arg, NULL, &next);
    return next.earliest_ns;
}

static int64_t
unbounded_slice(void *arg)
{
    const struct weir_budget all = {.time = WEIR_FOREVER};
    struct weir_next next;
    weir_turn(arg, &all, &next);
    return next.earliest_ns;
}

static bool
run_on(struct manual_frames *frames, struct burst *burst, enum way way)
{
    if (way == WAY_NATIVE) {
        manual_frames_run(frames, NULL, NULL);
        return true;
    }
    struct weir *w = ride_new(burst, way);
    if (!w)
        return false;
    bool attached = weir_attach(w, NULL, NULL) == 0;
    if (attached)
        manual_frames_run(frames, way == WAY_WEIR ? bounded_slice : unbounded_slice, w);
    ride_free(w);
    return attached;
}

static bool
run(struct burst *burst, enum way way)
{
    struct manual_frames *frames = manual_frames_new(burst);

    if (!frames)
        return false;
    bool ran = run_on(frames, burst, way);
    manual_frames_free(frames);
    return ran;
}

const struct demo_host demo_host_manual = {.name = "manual", .native = "a list under a mutex", .run = run};
