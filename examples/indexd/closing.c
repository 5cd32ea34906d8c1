/* SPDX-License-Identifier: MIT */
/* How the service ends: on a signal, within a limit, with every task accounted for. Not its start.
 *
 * A signal stops the intake: no new connections, no new directories. The loop then goes on as
 * usual, answers and inserts, until the last reader has ended, or time is up. What is
 * left then is ended by weir_close. */
#include "alloc.h"
#include "index.h"
#include "service.h"
#include "walk.h"

#include <weir/workers.h>

#include <event2/event.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A worker that has been told to stop may need this long for its current read, ns. */
#define LAST_READ WEIR_S(1)

void
closing_readers_stopped(void *self)
{
    struct service *service = self;
    event_base_loopexit(service->base, NULL);
}

static void
time_is_up(evutil_socket_t fd, short what, void *self)
{
    (void)fd, (void)what;
    struct service *service = self;
    weir_scope_cancel(service->results); /* readers that wait for room are told at once */
    event_base_loopexit(service->base, NULL);
}

static void
begin(struct service *service)
{
    service->closing_since = weir_now();
    struct timeval limit = {.tv_sec = (time_t)service->options.drain_seconds};
    evtimer_add(service->deadline, &limit);
    web_stop(&service->web);
    walk_stop(service->walk);
}

static void
is_signalled(evutil_socket_t fd, short what, void *self)
{
    struct service *service = self;
    if (service->closing_since) /* twice: whoever sends it is in a hurry */
        time_is_up(fd, what, self);
    else
        begin(service);
}

void
closing_watch_signals(struct service *service)
{
    signal(SIGPIPE, SIG_IGN); /* a client that went away is an error of write, no more */
    service->interrupt = needed(evsignal_new(service->base, SIGINT, is_signalled, service));
    service->terminate = needed(evsignal_new(service->base, SIGTERM, is_signalled, service));
    service->deadline = needed(evtimer_new(service->base, time_is_up, service));
    evsignal_add(service->interrupt, NULL);
    evsignal_add(service->terminate, NULL);
}

static int64_t
time_left(const struct service *service)
{
    int64_t limit = WEIR_S(service->options.drain_seconds);
    int64_t left = limit - (weir_now() - service->closing_since);
    return left > 0 ? left : 0;
}

/* Afterwards every task has ended, and every search has been answered. */
static void
close_weir(struct service *service)
{
    if (weir_close(service->weir, WEIR_DRAIN, time_left(service)) == WEIR_ETIMEOUT)
        weir_close(service->weir, WEIR_DROP, LAST_READ);
    event_base_loop(service->base, EVLOOP_NONBLOCK); /* send what was answered last */
}

/* Answers 0 if every task that was accepted has ended once. */
static int
report(struct service *service)
{
    struct ledger *ledger = &service->ledger;
    uint64_t accepted = ledger_accepted(ledger);
    printf("closed in %.3f s: %" PRIu64 " tasks accepted, %" PRIu64 " run, %" PRIu64 " dropped; %" PRIu64
           " refused\n",
           (double)(weir_now() - service->closing_since) / 1e9, accepted, ledger->run, ledger->dropped,
           (uint64_t)ledger->refused);
    if (accepted == ledger->run + ledger->dropped)
        return 0;
    return complain("the counts do not add up", "a task ended twice, or not at all");
}

static void
release(struct service *service)
{
    web_close(&service->web);
    event_free(service->interrupt);
    event_free(service->terminate);
    event_free(service->deadline);
    weir_scope_free(service->results);
    walk_free(service->walk);
    weir_free(service->weir);
    index_free(service->index);
    event_base_free(service->base);
    close(service->root_fd);
    free(service->root);
}

int
closing_finish(struct service *service)
{
    if (!service->closing_since) { /* libevent gave up by itself, and has said why */
        begin(service);
        complain("the loop ended", "closing");
    }
    close_weir(service);
    /* A read may have ended only while its thread was waited for: then weir has not yet told its end, nor closed. */
    bool joined = weir_workers_free(service->workers, LAST_READ) == 0 &&
                  weir_close(service->weir, WEIR_DROP, LAST_READ) == 0;
    int status = report(service);
    if (joined) {
        release(service);
        return status;
    }
    /* Nothing can interrupt a read from a disk that does not answer, and what its thread uses must
     * stay: leave it all to the system. */
    complain("left behind", "a thread whose read did not end");
    fflush(NULL);
    _exit(1);
}
