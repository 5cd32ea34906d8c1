/* SPDX-License-Identifier: MIT */
/* The door's own tools: what became of an asynchronous call, by its id; and the table. Answered by the door's thread, so
 * also while the host is stuck. */
#ifndef SCENED_JOBS_H
#define SCENED_JOBS_H

#include "exchange.h"

/* Is it one of them? Then it is answered. */
bool jobs_call(struct exchange *exchange, json_t *id, const char *tool, json_t *arguments);

/* Appends them to the list of tools. */
void jobs_list(json_t *tools);

#endif
