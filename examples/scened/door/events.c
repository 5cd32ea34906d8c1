/* SPDX-License-Identifier: MIT */
/* Who watches the page, and when they are told. Not what (state.h). */
#include "events.h"

#include "inside.h"
#include "reply.h"
#include "state.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    CLIENTS_MOST = 32,
    BEAT = 100,               /* ms */
    SILENT_BEATS = 10,        /* then a comment is sent */
    UNREAD_MOST = 1024 * 1024 /* bytes; then who does not read them is dropped */
};

struct client {
    struct events *events;
    struct evhttp_request *request; /* NULL: this place is free */
};

struct events {
    struct door *door;
    struct event *timer; /* pending while there are clients */
    struct state state;
    char *told; /* the last state; NULL: none */
    int silent; /* beats since something was sent */
    size_t count;
    struct client clients[CLIENTS_MOST];
};

/* Who is there */

static struct evhttp_connection *
connection_of(const struct client *client)
{
    return evhttp_request_get_connection(client->request);
}

/* Nobody is left: as at the beginning, so that nothing is compared with what was long ago. */
static void
rest(struct events *events)
{
    evtimer_del(events->timer);
    rows_free(&events->state.rows);
    events->state.next = 0;
    free(events->told);
    events->told = NULL;
}

/* evhttp frees the connection, and the request with it, unless it took the request out of it before. */
static void
is_gone(struct evhttp_connection *connection, void *self)
{
    struct client *client = self;
    (void)connection;
    if (!connection_of(client))
        evhttp_request_free(client->request);
    client->request = NULL;
    if (--client->events->count == 0)
        rest(client->events);
}

static void
drop(struct client *client)
{
    evhttp_connection_free(connection_of(client)); /* calls is_gone */
}

static bool
reads(const struct client *client)
{
    struct bufferevent *stream = evhttp_connection_get_bufferevent(connection_of(client));
    return evbuffer_get_length(bufferevent_get_output(stream)) <= UNREAD_MOST;
}

/* Telling them */

/* A copy of the bytes goes to each. */
static void
give(struct client *client, struct evbuffer *bytes)
{
    struct evbuffer *copy = evbuffer_new();
    if (copy && !evbuffer_add_buffer_reference(copy, bytes))
        evhttp_send_reply_chunk(client->request, copy);
    if (copy)
        evbuffer_free(copy);
}

static void
give_all(struct events *events, struct evbuffer *bytes)
{
    events->silent = 0;
    for (size_t i = 0; i < CLIENTS_MOST; i++) {
        struct client *client = &events->clients[i];
        if (client->request && reads(client))
            give(client, bytes);
        else if (client->request)
            drop(client);
    }
}

/* text: an object that has members. */
static void
add_state(struct evbuffer *bytes, const char *text)
{
    evbuffer_add_printf(bytes, "event: state\ndata: {\"now\":%" PRId64 ",%s\n\n", weir_now() / WEIR_US(1),
                        text + 1);
}

static void
tell(struct events *events, char *text)
{
    struct evbuffer *bytes = evbuffer_new();
    bool is_news = !events->told || strcmp(events->told, text) != 0;
    if (bytes && is_news)
        add_state(bytes, text);
    else if (bytes && ++events->silent >= SILENT_BEATS)
        evbuffer_add_printf(bytes, ": nothing new\n\n");
    free(events->told);
    events->told = text;
    if (bytes && evbuffer_get_length(bytes) > 0)
        give_all(events, bytes);
    if (bytes)
        evbuffer_free(bytes);
}

static void
beats(evutil_socket_t none, short what, void *self)
{
    struct events *events = self;
    (void)none, (void)what;
    char *text = state_news(&events->state, events->door);
    if (text)
        tell(events, text);
}

/* Who comes */

static void
welcome(struct client *client)
{
    struct events *events = client->events;
    struct evbuffer *bytes = evbuffer_new();
    char *hello = state_hello(events->door);
    char *text = state_all(&events->state, events->door, events->count == 1);
    if (bytes && hello && text) {
        evbuffer_add_printf(bytes, "retry: 1000\nevent: hello\ndata: %s\n\n", hello);
        add_state(bytes, text);
        give(client, bytes);
    }
    if (bytes)
        evbuffer_free(bytes);
    free(hello);
    free(text);
}

/* It reads for as long as it likes: no silence ends it. */
static void
open_stream(struct client *client, struct evhttp_request *request)
{
    struct evhttp_connection *connection = evhttp_request_get_connection(request);
    client->request = request;
    evhttp_connection_set_closecb(connection, is_gone, client);
    bufferevent_set_timeouts(evhttp_connection_get_bufferevent(connection), NULL, NULL);
    reply_header(request, "Content-Type", "text/event-stream; charset=utf-8");
    reply_header(request, "Cache-Control", "no-store");
    reply_header(request, "X-Accel-Buffering", "no");
    evhttp_send_reply_start(request, 200, reply_phrase(200));
}

static struct events *
new_events(struct door *door)
{
    struct events *events = calloc(1, sizeof *events);
    if (!events)
        return NULL;
    events->door = door;
    events->timer = event_new(door->base, -1, EV_PERSIST, beats, events);
    for (size_t i = 0; i < CLIENTS_MOST; i++)
        events->clients[i].events = events;
    if (events->timer)
        return events;
    free(events);
    return NULL;
}

static struct client *
free_place(struct events *events)
{
    for (size_t i = 0; events && i < CLIENTS_MOST; i++)
        if (!events->clients[i].request)
            return &events->clients[i];
    return NULL;
}

void
events_answer(struct door *door, struct evhttp_request *request)
{
    static const struct timeval beat = {.tv_usec = BEAT * 1000};
    if (!door->events)
        door->events = new_events(door);
    struct client *client = free_place(door->events);
    if (!client) {
        reply_header(request, "Retry-After", "5");
        reply_text(request, 503, "too many watch already\n");
        return;
    }
    open_stream(client, request);
    if (++door->events->count == 1)
        evtimer_add(door->events->timer, &beat);
    welcome(client);
}

void
events_end(struct door *door)
{
    struct events *events = door->events;
    if (!events)
        return;
    for (size_t i = 0; i < CLIENTS_MOST; i++) {
        struct client *client = &events->clients[i];
        if (!client->request)
            continue;
        evhttp_connection_set_closecb(connection_of(client), NULL, NULL);
        evhttp_send_reply_end(client->request);
    }
    rest(events);
    event_free(events->timer);
    free(events);
    door->events = NULL;
}
