/* SPDX-License-Identifier: MIT */
/* weir on a message loop of Windows, as its users have it. The ways without weir are post_message.c and queue_apc.c. */
#include "bench/ridden.h"
#include "bench/win32_loop.h"

#include <weir-win32.h>

static int
attach(struct weir *w, void *loop)
{
    (void)loop; /* it is the loop of this thread */
    return weir_win32_attach(w, NULL);
}

static void *
open_ridden(void)
{
    return ridden_open(win32_loop_open(), attach, win32_loop_close);
}

static void
run(void *self)
{
    win32_loop_run(ridden_loop(self));
}

static void
stop(void *self)
{
    win32_loop_stop(ridden_loop(self));
}

const struct contestant weir_win32 = {
    .name = "weir (Win32)",
    .symbol = "weir_win32",
    .bounded = true,
    .open = open_ridden,
    .post = ridden_post,
    .run = run,
    .stop = stop,
    .close = ridden_close,
};
