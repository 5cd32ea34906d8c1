/* SPDX-License-Identifier: MIT */
/* A stranger's program on libevent: the task that the loop runs ends the loop. Not a test of the pump. */
#include <weir-libevent.h>

#include <event2/event.h>

#include <stdio.h>

static void
stop(void *arg)
{
    struct event_base *base = arg;
    event_base_loopbreak(base);
}

int
main(void)
{
    struct weir *w;
    struct event_base *base = event_base_new();
    if (!base || weir_new(&w, NULL) || weir_libevent_attach(w, base, NULL) || weir_post(w, stop, base))
        return 1;
    int ran = event_base_dispatch(base);
    int closed = weir_close(w, WEIR_DRAIN, WEIR_FOREVER);
    weir_free(w);
    event_base_free(base);
    printf("weir on libevent: the loop ran and stopped\n");
    return ran == 0 && closed == 0 ? 0 : 1;
}
