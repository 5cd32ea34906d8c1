/* SPDX-License-Identifier: MIT */
/* Tasks of MCP 2025-11-25: an asynchronous call under the protocol's own names; a task's id is its job's. Door's thread. */
#ifndef SCENED_TASKS_H
#define SCENED_TASKS_H

#include "call.h"
#include "exchange.h"

/* As it is now; or as it begins, whatever has become of it meanwhile. New references. */
json_t *task_of_call(const struct door_call *call);
json_t *task_begins(const struct door_call *call);

/* The methods. */
void tasks_get(struct exchange *exchange, json_t *id, json_t *params);
void tasks_list(struct exchange *exchange, json_t *id, json_t *params);
void tasks_cancel(struct exchange *exchange, json_t *id, json_t *params);
void tasks_result(struct exchange *exchange, json_t *id, json_t *params);

#endif
