/* SPDX-License-Identifier: MIT */
/* One POST and its answers. Not what they say. */
#include "exchange.h"

#include "inside.h"
#include "reply.h"
#include "wait.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http_struct.h>

#include <stdlib.h>

/* What only this client waits for is cancelled, and answered when it has ended: it may have closed one direction only. */
static void
hang_up(struct exchange *exchange)
{
    for (struct wait *wait = exchange->waits, *next; wait; wait = next) {
        next = wait->next_of_exchange;
        if (wait->owns)
            call_cancel(wait->call);
    }
}

static void
sees_end(evutil_socket_t fd, short what, void *self)
{
    (void)fd;
    (void)what;
    hang_up(self);
}

/* evhttp frees the connection, and closes its socket. */
static void
is_lost(struct evhttp_connection *connection, void *self)
{
    (void)connection;
    struct exchange *exchange = self;
    event_free(exchange->hang_up);
    exchange->hang_up = NULL;
    hang_up(exchange);
}

/* evhttp reads nothing of a connection whose request is being answered, and so does not see that it is closed. */
static bool
watch_for_end(struct exchange *exchange)
{
    struct evhttp_connection *connection = evhttp_request_get_connection(exchange->request);
    evutil_socket_t fd = bufferevent_getfd(evhttp_connection_get_bufferevent(connection));
    exchange->hang_up = event_new(exchange->door->base, fd, EV_CLOSED, sees_end, exchange);
    if (!exchange->hang_up)
        return false;
    if (event_add(exchange->hang_up, NULL)) {
        event_free(exchange->hang_up);
        return false;
    }
    evhttp_connection_set_closecb(connection, is_lost, exchange);
    return true;
}

/* The answer has been sent. */
static void
is_sent(struct evhttp_request *request, void *self)
{
    struct door *door = self;
    door->exchanges--;
    evhttp_connection_set_closecb(evhttp_request_get_connection(request), NULL, NULL);
}

/* It never will be. */
static void
is_not_sent(struct evhttp_connection *connection, void *self)
{
    (void)connection;
    struct door *door = self;
    door->exchanges--;
}

/* Before the answer, with which the request may be gone. */
static void
watch_the_answer(struct exchange *exchange)
{
    struct evhttp_connection *connection = evhttp_request_get_connection(exchange->request);
    if (exchange->hang_up)
        event_free(exchange->hang_up);
    if (!connection) {
        exchange->door->exchanges--;
        return;
    }
    evhttp_connection_set_closecb(connection, is_not_sent, exchange->door);
    evhttp_request_set_on_complete_cb(exchange->request, is_sent, exchange->door);
}

struct exchange *
exchange_new(struct door *door, struct evhttp_request *request, bool is_batch)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange) {
        *exchange = (struct exchange){.door = door, .request = request, .code = 202, .is_open = true};
        exchange->batch = is_batch ? json_array() : NULL;
    }
    if (!exchange || (is_batch && !exchange->batch) || !watch_for_end(exchange)) {
        reply_nothing(request, 500);
        if (exchange)
            json_decref(exchange->batch);
        free(exchange);
        return NULL;
    }
    door->exchanges++;
    return exchange;
}

/* A stream */

static void
send_event(struct exchange *exchange, json_t *message)
{
    char *text = message ? json_dumps(message, JSON_COMPACT) : NULL;
    struct evbuffer *event = text ? evbuffer_new() : NULL;
    if (event) {
        evbuffer_add_printf(event, "event: message\ndata: %s\n\n", text);
        evhttp_send_reply_chunk(exchange->request, event);
        evbuffer_free(event);
    }
    free(text);
    json_decref(message);
}

void
exchange_stream(struct exchange *exchange)
{
    if (exchange->is_stream || exchange->batch || !exchange->may_stream)
        return;
    exchange->is_stream = true;
    reply_header(exchange->request, "Content-Type", "text/event-stream");
    reply_header(exchange->request, "Cache-Control", "no-store");
    evhttp_send_reply_start(exchange->request, 200, reply_phrase(200));
}

void
exchange_notify(struct exchange *exchange, json_t *message)
{
    if (exchange->is_stream)
        send_event(exchange, message);
    else
        json_decref(message);
}

/* The answers */

void
exchange_add(struct exchange *exchange, int code, json_t *answer)
{
    if (exchange->is_stream) {
        send_event(exchange, answer);
    } else if (exchange->batch) {
        json_array_append_new(exchange->batch, answer);
        exchange->code = 200;
    } else {
        exchange->single = answer;
        exchange->code = answer ? code : 500;
    }
}

static void
finish(struct exchange *exchange)
{
    if (exchange->is_stream)
        evhttp_send_reply_end(exchange->request);
    else if (exchange->code == 202)
        reply_nothing(exchange->request, 202);
    else
        reply_json(exchange->request, exchange->code, exchange->batch ? exchange->batch : exchange->single);
}

void
exchange_settle(struct exchange *exchange)
{
    if (exchange->is_open || exchange->waits)
        return;
    watch_the_answer(exchange);
    finish(exchange);
    free(exchange);
}

void
exchange_go(struct exchange *exchange)
{
    exchange->is_open = false;
    exchange_settle(exchange);
}
