/* SPDX-License-Identifier: MIT */
/* weir on Qt, as its users have it. The ways without weir are qt_invoke.cpp and qt_event.cpp. */
#include "bench/qt_loop.h"
#include "bench/ridden.h"

#include <weir-qt.h>

static int
attach(struct weir *w, void *loop)
{
    (void)loop;
    return weir_qt_attach(w);
}

static void *
open_ridden(void)
{
    return ridden_open(qt_loop_open(), attach, qt_loop_close);
}

static void
run(void *self)
{
    qt_loop_run(ridden_loop(self));
}

static void
stop(void *self)
{
    qt_loop_stop(ridden_loop(self));
}

const struct contestant weir_qt = {
    .bounded = true,
    .open = open_ridden,
    .post = ridden_post,
    .run = run,
    .stop = stop,
    .close = ridden_close,
};
