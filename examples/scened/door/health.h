/* SPDX-License-Identifier: MIT */
/* GET /healthz: is the host's thread served? Answered from what other threads may read, so also while it is stuck; it then
 * names the task. Door's thread.
 *
 *   {"status": "ok" | "busy" | "stuck" | "detached" | "closing", "task": "name" or null, "for_ms": N, "waiting": N,
 *    "waited_ms": N, "capacity": N, "version": "1"} */
#ifndef SCENED_HEALTH_H
#define SCENED_HEALTH_H

#include <weir/weir.h>

struct door;
struct evhttp_request;

/* What the host's thread does. Nothing waits for it to be told. */
struct health {
    const char *status;
    const char *task;    /* that runs; NULL: none, or without a name */
    long long task_ms;   /* it has run so long; -1: none runs */
    long long waiting;   /* tasks, and calls that have not begun */
    long long waited_ms; /* the one that waits longest */
    struct weir_load load;
    char host[32]; /* the pump's name, or "" */
};

void health_read(const struct door *door, struct health *health);

void health_answer(struct door *door, struct evhttp_request *request);

#endif
