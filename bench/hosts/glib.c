/* SPDX-License-Identifier: MIT */
/* Puts a weir on the GLib host for the ways that want one. The host itself is glib_frames.c. */
#include "hosts/glib_frames.h"
#include "hosts/host.h"

#include <weir-glib.h>

static bool
run_on(struct glib_frames *frames, struct burst *burst, enum way way)
{
    if (way == WAY_NATIVE) {
        glib_frames_run(frames);
        return true;
    }
    struct weir *w = ride_new(burst, way);
    if (!w)
        return false;
    bool attached = weir_glib_attach(w, glib_frames_context(frames)) == 0;
    if (attached)
        glib_frames_run(frames);
    ride_free(w);
    return attached;
}

static bool
run(struct burst *burst, enum way way)
{
    struct glib_frames *frames = glib_frames_new(burst);

    if (!frames)
        return false;
    bool ran = run_on(frames, burst, way);
    glib_frames_free(frames);
    return ran;
}

const struct demo_host demo_host_glib = {.name = "glib", .native = "g_idle_add", .run = run};
