/* SPDX-License-Identifier: MIT */
/* weir on the smallest loop that there is: a pump whose wake rings an eventfd and whose loop is an
 * epoll_wait. What it costs over the raw limits is weir itself. */
#include "bench/bell.h"
#include "bench/contestant.h"

#include <weir/pump.h>

#include <stdlib.h>

struct manual {
    struct weir *w;
    struct bell bell;
    bool over;
};

static int
wake(void *self)
{
    bell_ring(&((struct manual *)self)->bell);
    return 0;
}

static void
manual_close(void *self)
{
    struct manual *manual = self;

    if (manual->w) {
        weir_close(manual->w, WEIR_DROP, WEIR_S(5));
        weir_free(manual->w);
    }
    bell_fini(&manual->bell);
    free(manual);
}

static void *
manual_open(void)
{
    const struct weir_pump pump = {.size = sizeof pump, .name = "epoll", .wake = wake};
    const struct weir_options options = {.capacity = WINDOW};
    struct manual *manual = calloc(1, sizeof *manual);

    if (!manual)
        return NULL;
    if (bell_init(&manual->bell) && weir_new(&manual->w, &options) == 0 &&
        weir_attach(manual->w, &pump, manual) == 0)
        return manual;
    manual_close(manual);
    return NULL;
}

static bool
manual_post(void *self, struct call *call)
{
    return weir_post(((struct manual *)self)->w, call->run, call) >= 0;
}

/* How long this loop, which has nothing else to do, may sleep before the next turn. */
static int
sleep_ms(const struct weir_next *next)
{
    if (next->earliest_ns == INT64_MAX)
        return -1;
    int64_t left = next->earliest_ns - weir_now();
    return left > 0 ? (int)(left / WEIR_MS(1)) + 1 : 0;
}

/* Like any loop it looks at its file descriptors between two turns, even if it need not wait. */
static void
manual_run(void *self)
{
    struct manual *manual = self;
    struct weir_next next;

    for (manual->over = false; !manual->over; bell_wait(&manual->bell, manual->over ? 0 : sleep_ms(&next)))
        weir_turn(manual->w, NULL, &next);
}

static void
manual_stop(void *self)
{
    ((struct manual *)self)->over = true;
}

const struct contestant weir_manual = {
    .name = "weir (manual)",
    .bounded = true,
    .open = manual_open,
    .post = manual_post,
    .run = manual_run,
    .stop = manual_stop,
    .close = manual_close,
};
