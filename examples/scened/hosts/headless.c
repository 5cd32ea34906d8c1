/* SPDX-License-Identifier: MIT */
/* The host without a window: an event_base of libevent on the main thread, with a timer of its own where a window would
 * draw. Not the door's thread, which has another. */
#include "host.h"

#include <weir-libevent.h>

#include <event2/event.h>

#include <stdio.h>

static struct event_base *base;
static struct event *timer;

static void
beat(evutil_socket_t fd, short what, void *scene)
{
    (void)fd;
    (void)what;
    scene_beat(scene);
}

static void
end(void)
{
    if (timer)
        event_free(timer);
    if (base)
        event_base_free(base);
    timer = NULL;
    base = NULL;
}

static int
start(struct weir *w, struct scene *scene, const char *title)
{
    static const struct timeval sixty_a_second = {.tv_usec = 16667};
    (void)title;
    base = event_base_new();
    timer = base ? event_new(base, -1, EV_PERSIST, beat, scene) : NULL;
    int failed = timer && event_add(timer, &sixty_a_second) == 0 ? 0 : WEIR_ESYSTEM;
    if (!failed)
        failed = weir_libevent_attach(w, base, NULL);
    if (!failed)
        return 0;
    fprintf(stderr, "weir-scened: no loop of libevent: %s\n", weir_error_text(failed));
    end();
    return failed;
}

static void
run(void)
{
    event_base_dispatch(base);
}

static void
quit(void)
{
    event_base_loopbreak(base);
}

const struct host headless_host = {"headless", start, run, quit, end};
