/* SPDX-License-Identifier: MIT */
/* Who waits for the end of a call: an answer of an exchange that is still to come, and the progress that is told until
 * then. Door's thread. */
#ifndef SCENED_WAIT_H
#define SCENED_WAIT_H

#include "call.h"
#include "exchange.h"

/* The answer's result, from a call that has ended. A new reference. */
typedef json_t *wait_shape_fn(const struct door_call *call);

struct wait {
    struct exchange *exchange;
    struct door_call *call;
    json_t *id; /* of the request */
    wait_shape_fn *shape;
    bool owns;     /* when this client goes, nobody wants the call any more */
    json_t *token; /* of progress that is told; NULL: none is */
    int64_t told;  /* progress so far */
    struct wait *next_of_exchange, *next_of_call, *next_told;
};

/* Answers the request `id` when the call has ended; at once, if it has. token: MCP's progress token, or NULL. */
void wait_for(struct exchange *exchange, json_t *id, struct door_call *call, wait_shape_fn *shape, bool owns,
              json_t *token);

/* The call has ended: answers all who wait for it. */
void waits_answer(struct door_call *call);

/* The client has gone: nothing of it waits any more, and the calls that it owns are cancelled. */
void waits_drop(struct exchange *exchange);

/* Cancels the call for which that request of that session waits. */
void wait_cancel(struct door *door, const char *session, const json_t *id);

/* Tells no progress any more. */
void waits_end(struct door *door);

#endif
