/* SPDX-License-Identifier: MIT */
/* Puts a weir on the Win32 host for the ways that want one. The host itself is win32_frames.c; how the demo gets at it from
 * Linux is wine.c's business. */
#include "hosts/host.h"
#include "hosts/win32_frames.h"

#include <weir-win32.h>

static bool
run_on(struct win32_frames *frames, struct burst *burst, enum way way)
{
    if (way == WAY_NATIVE) {
        win32_frames_run(frames);
        return true;
    }
    struct weir *w = ride_new(burst, way);
    if (!w)
        return false;
    bool attached = weir_win32_attach(w, NULL) == 0;
    if (attached)
        win32_frames_run(frames);
    ride_free(w);
    return attached;
}

static bool
run(struct burst *burst, enum way way)
{
    struct win32_frames *frames = win32_frames_new(burst);

    if (!frames)
        return false;
    bool ran = run_on(frames, burst, way);
    win32_frames_free(frames);
    return ran;
}

const struct demo_host demo_host_win32 = {.name = "win32", .native = "PostMessage", .run = run};
