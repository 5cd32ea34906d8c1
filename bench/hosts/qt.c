/* SPDX-License-Identifier: MIT */
/* Puts the burst on the Qt host, and a weir for the ways that want one. The host itself is qt_frames.cpp; that there is
 * one for each version of Qt is qt_modules.c's business. */
#include "hosts/host.h"
#include "hosts/qt_frames.h"

#include <weir-qt.h>

static void
tick(void *burst)
{
    burst_tick(burst);
}

static void
run_to_its_end(struct qt_frames *frames, struct burst *burst)
{
    qt_frames_run(frames);
    burst_join(burst);
}

static bool
run_on(struct qt_frames *frames, struct burst *burst, enum way way)
{
    if (way == WAY_NATIVE) {
        run_to_its_end(frames, burst);
        return true;
    }
    struct weir *w = ride_new(burst, way);
    if (!w)
        return false;
    bool attached = weir_qt_attach(w) == 0;
    if (attached)
        run_to_its_end(frames, burst);
    ride_free(w);
    return attached;
}

static bool
run(struct burst *burst, enum way way)
{
    struct qt_frames *frames = qt_frames_new(BURST_FRAME_NS / 1000000, tick, burst);

    if (!frames)
        return false;
    burst->loop = (struct burst_loop){.now = qt_frames_now,
                                      .quit = qt_frames_quit,
                                      .loop = frames,
                                      .post = qt_frames_post,
                                      .target = frames};
    bool ran = run_on(frames, burst, way);
    qt_frames_free(frames);
    return ran;
}

const struct demo_host demo_host_qt = {.name = "qt", .native = "invokeMethod", .run = run};
