/* SPDX-License-Identifier: MIT */
/* Makes the weir that a burst rides on, bounded or not. Does not attach it: that is the host's
 * file. */
#include "hosts/host.h"

#include <weir/weir.h>

/* Both ways hold the whole burst, so that the producer never waits and only the budget differs. */
enum {
    CAPACITY = 32768
};
_Static_assert((int)CAPACITY >= (int)BURST_TASKS, "the queue holds the burst");

static bool
post(void *target, burst_fn *run, void *arg)
{
    return weir_post(target, run, arg) >= 0;
}

struct weir *
ride_new(struct burst *burst, enum way way)
{
    struct weir_options options = {.name = "demo", .capacity = CAPACITY};
    struct weir *w = NULL;

    if (way == WAY_UNBOUNDED)
        options.budget = (struct weir_budget){.time = WEIR_FOREVER, .tasks = WEIR_FOREVER};
    if (weir_new(&w, &options))
        return NULL;
    burst->loop.post = post;
    burst->loop.target = w;
    return w;
}

void
ride_free(struct weir *w)
{
    weir_close(w, WEIR_DROP, WEIR_S(5));
    weir_free(w);
}
