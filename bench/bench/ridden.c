/* SPDX-License-Identifier: MIT */
/* Opens, posts to and closes a weir that rides a loop. Does not run the loop: that is the contestant's. */
#include "bench/ridden.h"

#include <weir/weir.h>

#include <stdlib.h>

struct ridden {
    struct weir *w;
    void *loop;
    void (*close)(void *loop);
};

void
ridden_close(void *self)
{
    struct ridden *ridden = self;

    if (ridden->w) {
        weir_close(ridden->w, WEIR_DROP, WEIR_S(5));
        weir_free(ridden->w);
    }
    ridden->close(ridden->loop);
    free(ridden);
}

void *
ridden_open(void *loop, int (*attach)(struct weir *w, void *loop), void (*close)(void *loop))
{
    const struct weir_options options = {.capacity = WINDOW};
    struct ridden *ridden = loop ? calloc(1, sizeof *ridden) : NULL;

    if (!ridden) {
        if (loop)
            close(loop);
        return NULL;
    }
    *ridden = (struct ridden){.loop = loop, .close = close};
    if (weir_new(&ridden->w, &options) == 0 && attach(ridden->w, loop) == 0)
        return ridden;
    ridden_close(ridden);
    return NULL;
}

bool
ridden_post(void *self, struct call *call)
{
    return weir_post(((struct ridden *)self)->w, call->run, call) >= 0;
}

void *
ridden_loop(void *self)
{
    return ((struct ridden *)self)->loop;
}

struct weir *
ridden_weir(void *self)
{
    return ((struct ridden *)self)->w;
}
