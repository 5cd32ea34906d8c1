/* SPDX-License-Identifier: MIT */
/* weir on Qt, as its users have it. The ways without weir are qt_invoke.cpp and qt_event.cpp. */
#include "bench/contestant.h"
#include "bench/qt_loop.h"

#include <weir-qt.h>

#include <stdlib.h>

struct ridden {
    struct weir *w;
    void *application;
};

static void
ridden_close(void *self)
{
    struct ridden *ridden = self;

    if (ridden->w) {
        weir_close(ridden->w, WEIR_DROP, WEIR_S(5));
        weir_free(ridden->w);
    }
    qt_loop_close(ridden->application);
    free(ridden);
}

static void *
ridden_open(void)
{
    const struct weir_options options = {.capacity = WINDOW};
    struct ridden *ridden = calloc(1, sizeof *ridden);

    if (!ridden)
        return NULL;
    ridden->application = qt_loop_open();
    if (ridden->application && weir_new(&ridden->w, &options) == 0 && weir_qt_attach(ridden->w) == 0)
        return ridden;
    ridden_close(ridden);
    return NULL;
}

static bool
ridden_post(void *self, struct call *call)
{
    return weir_post(((struct ridden *)self)->w, call->run, call) >= 0;
}

static void
ridden_run(void *self)
{
    qt_loop_run(((struct ridden *)self)->application);
}

static void
ridden_stop(void *self)
{
    qt_loop_stop(((struct ridden *)self)->application);
}

const struct contestant weir_qt = {
    .bounded = true,
    .open = ridden_open,
    .post = ridden_post,
    .run = ridden_run,
    .stop = ridden_stop,
    .close = ridden_close,
};
