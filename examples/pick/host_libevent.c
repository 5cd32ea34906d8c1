/* SPDX-License-Identifier: MIT */
/* The work on an event_base of libevent. Not the work: that is work.c. */
#include "host.h"
#include "work.h"

#include <weir-libevent.h>

#include <event2/event.h>

static void
quit(void *loop)
{
    event_base_loopbreak(loop);
}

int
host_libevent(struct work *work)
{
    struct event_base *base = event_base_new();
    int failed = base ? weir_libevent_attach(work_weir(work), base, NULL) : WEIR_ENOMEM;
    if (!failed) {
        work_begin(work, quit, base);
        event_base_dispatch(base);
    }
    work_end(work);
    if (base)
        event_base_free(base);
    return failed;
}
