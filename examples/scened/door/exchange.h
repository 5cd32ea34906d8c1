/* SPDX-License-Identifier: MIT */
/* One POST to /mcp and its answers: one message, or several in a batch; whole, or as a stream of events when progress is
 * wanted. Not what the messages say (rpc.h, mcp.h). Door's thread. */
#ifndef SCENED_EXCHANGE_H
#define SCENED_EXCHANGE_H

#include "session.h"

#include <jansson.h>
#include <stdbool.h>

struct door;
struct evhttp_request;
struct wait;

struct exchange {
    struct door *door;
    struct evhttp_request *request;
    char session[SESSION_ID]; /* "": the client said none */
    struct wait *waits;       /* answers that come when a call has ended */
    json_t *batch;            /* the answers so far, an array; NULL: it is no batch */
    json_t *single;
    int code;        /* of HTTP; 202 until there is an answer */
    bool may_stream; /* the client takes a stream of events */
    bool is_stream;
    bool is_open; /* messages are still being looked at */
};

/* Takes the request; its memory is gone after the last answer. NULL: no memory, and it was answered so. */
struct exchange *exchange_new(struct door *door, struct evhttp_request *request, bool is_batch);

/* One answer; takes the reference. code: of HTTP, if it is the only one. */
void exchange_add(struct exchange *exchange, int code, json_t *answer);

/* What is said before the answer. Takes the reference. */
void exchange_stream(struct exchange *exchange);
void exchange_notify(struct exchange *exchange, json_t *message);

/* All messages have been looked at: answers when nothing is waited for. The exchange may be gone. */
void exchange_go(struct exchange *exchange);

/* The same, when a wait of it has been answered. */
void exchange_settle(struct exchange *exchange);

#endif
