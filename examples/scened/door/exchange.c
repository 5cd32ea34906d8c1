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

/* The client has hung up: evhttp has let go of the request, and frees the connection. Nobody waits any more, and what only
 * this client wanted is cancelled. */
static void
is_lost(struct evhttp_connection *connection, void *self)
{
    (void)connection;
    struct exchange *exchange = self;
    waits_drop(exchange);
    exchange_settle(exchange);
}

/* evhttp does not read while a request is being answered, and so would not see a hang-up. Reading goes on, without its
 * callback: what comes is kept for the next request. However long the call lasts, the client need say nothing. */
static void
watch_for_end(struct exchange *exchange)
{
    static const struct timeval silence = {.tv_sec = SILENCE_MOST};
    struct evhttp_connection *connection = evhttp_request_get_connection(exchange->request);
    struct bufferevent *stream = evhttp_connection_get_bufferevent(connection);
    bufferevent_data_cb writes;
    bufferevent_event_cb fails;
    void *arg;
    bufferevent_getcb(stream, NULL, &writes, &fails, &arg);
    bufferevent_setcb(stream, NULL, writes, fails, arg);
    bufferevent_set_timeouts(stream, NULL, &silence);
    bufferevent_enable(stream, EV_READ);
    evhttp_connection_set_closecb(connection, is_lost, exchange);
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
    if (!connection) {
        exchange->door->exchanges--;
        return;
    }
    evhttp_connection_set_timeout(connection, SILENCE_MOST);
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
    if (!exchange || (is_batch && !exchange->batch)) {
        reply_nothing(request, 500);
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
    char *text = message ? json_dumps(message, TEXT_FORM) : NULL;
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
    json_t *answer = exchange->batch ? exchange->batch : exchange->single;
    if (exchange->is_stream) {
        evhttp_send_reply_end(exchange->request);
    } else if (exchange->code == 202) {
        reply_nothing(exchange->request, 202);
        json_decref(answer);
    } else {
        reply_json(exchange->request, exchange->code, answer);
    }
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
    if (exchange->waits)
        watch_for_end(exchange);
    else
        exchange_settle(exchange);
}
