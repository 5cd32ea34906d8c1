/* SPDX-License-Identifier: MIT */
/* How the service ends: on a signal, within a limit, with every task accounted for. Not its start.
 *
 * A signal stops the intake: no new connections, no new directories. The loop then goes on as
 * usual, answers and inserts, until the last worker says that it is gone, or time is up. What is
 * left then is ended by weir_close. */
#include "alloc.h"
#include "index.h"
#include "service.h"
#include "walk.h"
#include "workers.h"

#include <weir/observe.h>

#include <event2/event.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A worker that has been told to stop may need this long for its current read, ns. */
#define LAST_READ WEIR_S(1)

struct gone {
    struct message message; /* first, so that a message is this */
    struct event_base *base;
};

static void
workers_are_gone(struct message *message)
{
    struct gone *gone = (struct gone *)message;
    event_base_loopexit(gone->base, NULL);
    free(gone);
}

static void
nobody_waits_for_workers(struct message *message)
{
    free(message);
}

struct message *
closing_gone(struct service *service)
{
    struct gone *gone = need(sizeof *gone);
    gone->message = (struct message){.run = workers_are_gone, .drop = nobody_waits_for_workers};
    gone->base = service->base;
    return &gone->message;
}

static void
time_is_up(evutil_socket_t fd, short what, void *self)
{
    (void)fd, (void)what;
    struct service *service = self;
    weir_scope_cancel(service->results); /* workers that wait for room are told at once */
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
    int64_t until = weir_now() + LAST_READ;
    while (weir_close(service->weir, WEIR_DRAIN, time_left(service)) == WEIR_ETIMEOUT && weir_now() < until)
        continue;
    event_base_loop(service->base, EVLOOP_NONBLOCK); /* send what was answered last */
}

/* Answers 0 if every task that was accepted has ended once, by our count and by weir's. */
static int
report(struct service *service)
{
    struct ledger *ledger = &service->ledger;
    struct weir_stats stats = {0};
    weir_stats(service->weir, &stats);
    uint64_t accepted = ledger_accepted(ledger);
    printf("closed in %.3f s: %" PRIu64 " tasks accepted, %" PRIu64 " run, %" PRIu64 " dropped; %" PRIu64
           " refused\n",
           (double)(weir_now() - service->closing_since) / 1e9, accepted, ledger->run, ledger->dropped,
           (uint64_t)ledger->refused);
    if (accepted == ledger->run + ledger->dropped && stats.run == ledger->run &&
        stats.dropped == ledger->dropped)
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
    weir_free(service->weir);
    walk_free(service->walk);
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
    bool joined = workers_join(service->workers, LAST_READ);
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
