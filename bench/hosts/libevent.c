/* SPDX-License-Identifier: MIT */
/* Puts a weir on the libevent host for the ways that want one. The host itself is
 * libevent_frames.c. */
#include "hosts/host.h"
#include "hosts/libevent_frames.h"

#include <weir-libevent.h>

static bool
run_on(struct libevent_frames *frames, struct burst *burst, enum way way)
{
    if (way == WAY_NATIVE) {
        libevent_frames_run(frames);
        return true;
    }
    struct weir *w = ride_new(burst, way);
    if (!w)
        return false;
    bool attached = weir_libevent_attach(w, libevent_frames_base(frames), NULL) == 0;
    if (attached)
        libevent_frames_run(frames);
    ride_free(w);
    return attached;
}

static bool
run(struct burst *burst, enum way way)
{
    struct libevent_frames *frames = libevent_frames_new(burst);

    if (!frames)
        return false;
    bool ran = run_on(frames, burst, way);
    libevent_frames_free(frames);
    return ran;
}

const struct demo_host demo_host_libevent = {.name = "libevent", .native = "event_base_once", .run = run};
