/* SPDX-License-Identifier: MIT */
/* GET /healthz: is the host's thread served? Answered from what other threads may read, so also while it is stuck; it then
 * names the task. Door's thread. */
#ifndef SCENED_HEALTH_H
#define SCENED_HEALTH_H

struct door;
struct evhttp_request;

void health_answer(struct door *door, struct evhttp_request *request);

#endif
