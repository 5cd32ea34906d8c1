/* SPDX-License-Identifier: MIT */
/* The HTTP server: whom it refuses, and which path is answered by what. Not what the answers say. */
#include "http.h"

#include "events.h"
#include "health.h"
#include "inside.h"
#include "page.h"
#include "reply.h"
#include "rpc.h"
#include "session.h"

#include <event2/bufferevent.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

enum {
    HEADERS_MOST = 32 * 1024 /* bytes */
};

/* A name that an attacker's own server resolves to this machine would make his page the same site as this one. Addresses
 * and localhost cannot be redirected so; the port does not matter. */
static bool
is_address(const char *host)
{
    char name[64];
    size_t size = strlen(host);
    const char *port = strrchr(host, ':');
    if (port && !strchr(port, ']'))
        size = (size_t)(port - host);
    if (size >= sizeof name)
        return false;
    memcpy(name, host, size);
    name[size] = '\0';
    if (size > 2 && name[0] == '[' && name[size - 1] == ']') {
        name[size - 1] = '\0';
        return inet_pton(AF_INET6, name + 1, &(struct in6_addr){{{0}}}) == 1;
    }
    return !strcasecmp(name, "localhost") || inet_pton(AF_INET, name, &(struct in_addr){0}) == 1;
}

/* What another site's page embeds, an image say, comes without an Origin. A link that a user follows is a document. */
static bool
is_embedded_elsewhere(const struct evkeyvalq *headers)
{
    const char *site = evhttp_find_header(headers, "Sec-Fetch-Site");
    const char *use = evhttp_find_header(headers, "Sec-Fetch-Dest");
    return site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0 &&
           !(use && !strcmp(use, "document"));
}

/* A browser says where the page comes from that asks: only our own may. */
static bool
is_ours(const struct evkeyvalq *headers)
{
    const char *host = evhttp_find_header(headers, "Host");
    const char *origin = evhttp_find_header(headers, "Origin");
    if (!host || !is_address(host) || is_embedded_elsewhere(headers))
        return false;
    return !origin || (!strncasecmp(origin, "http://", 7) && !strcasecmp(origin + 7, host));
}

static void
wrong_method(struct evhttp_request *request, const char *allow)
{
    reply_header(request, "Allow", allow);
    reply_text(request, 405, "this path has another method: see Allow\n");
}

static void
mcp(struct door *door, struct evhttp_request *request)
{
    switch (evhttp_request_get_command(request)) {
    case EVHTTP_REQ_POST:
        rpc_answer(door, request);
        break;
    case EVHTTP_REQ_DELETE:
        session_end_by(door, request);
        break;
    default: /* GET would open a stream for what the server says unasked: it says nothing */
        wrong_method(request, "POST, DELETE");
    }
}

static void
route(struct door *door, struct evhttp_request *request, const char *path)
{
    enum evhttp_cmd_type command = evhttp_request_get_command(request);
    if (!strcmp(path, "/mcp"))
        mcp(door, request);
    else if (command != EVHTTP_REQ_GET && command != EVHTTP_REQ_HEAD)
        wrong_method(request, "GET, HEAD");
    else if (!strcmp(path, "/healthz"))
        health_answer(door, request);
    else if (!strcmp(path, "/events") && command == EVHTTP_REQ_GET)
        events_answer(door, request);
    else
        page_answer(request);
}

static void
is_asked(struct evhttp_request *request, void *self)
{
    struct door *door = self;
    const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
    if (!is_ours(evhttp_request_get_input_headers(request)))
        reply_text(request, 403, "refused: Host, Origin or Sec-Fetch-Site is of another site\n");
    else if (door->is_closing && path && strcmp(path, "/healthz") != 0 && strcmp(path, "/mcp") != 0)
        reply_text(request, 503, "closing\n");
    else
        route(door, request, path ? path : "");
}

/* What a client sends while it is answered lies in memory until its turn: no more than the longest request. */
static struct bufferevent *
new_stream(struct event_base *base, void *none)
{
    (void)none;
    struct bufferevent *stream = bufferevent_socket_new(base, -1, 0);
    if (stream)
        bufferevent_setwatermark(stream, EV_READ, 0, BODY_MOST + HEADERS_MOST);
    return stream;
}

static void
configure(struct door *door)
{
    evhttp_set_allowed_methods(door->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
                                               EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS |
                                               EVHTTP_REQ_PATCH);
    evhttp_set_max_headers_size(door->http, HEADERS_MOST);
    evhttp_set_max_body_size(door->http, BODY_MOST);
    evhttp_set_flags(door->http,
                     EVHTTP_SERVER_LINGERING_CLOSE); /* what is too long is read, and answered 413 */
    evhttp_set_timeout(door->http, SILENCE_MOST);
    evhttp_set_bevcb(door->http, new_stream, NULL);
    evhttp_set_gencb(door->http, is_asked, door);
}

static void
note_url(struct door *door)
{
    struct sockaddr_storage name = {0};
    socklen_t size = sizeof name;
    getsockname(evhttp_bound_socket_get_fd(door->socket), (struct sockaddr *)&name, &size);
    bool is_6 = name.ss_family == AF_INET6;
    door->port =
        ntohs(is_6 ? ((struct sockaddr_in6 *)&name)->sin6_port : ((struct sockaddr_in *)&name)->sin_port);
    snprintf(door->url, sizeof door->url, is_6 ? "http://[%s]:%u" : "http://%s:%u", door->options.address,
             door->port);
}

/* Without a free descriptor the listener would be called again at once, and log each time. */
static void
cannot_accept(struct evconnlistener *listener, void *http)
{
    (void)listener, (void)http;
    nanosleep(&(struct timespec){.tv_nsec = WEIR_MS(1)}, NULL);
}

int
http_listen(struct door *door)
{
    door->http = evhttp_new(door->base);
    if (!door->http)
        return WEIR_ENOMEM;
    configure(door);
    errno = 0;
    door->socket = evhttp_bind_socket_with_handle(door->http, door->options.address, door->options.port);
    if (!door->socket)
        return WEIR_ESYSTEM;
    evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(door->socket), cannot_accept);
    note_url(door);
    return 0;
}

void
http_stop(struct door *door)
{
    if (door->socket)
        evhttp_del_accept_socket(door->http, door->socket);
    door->socket = NULL;
}

void
http_end(struct door *door)
{
    if (door->http)
        evhttp_free(door->http);
    door->http = NULL;
}
