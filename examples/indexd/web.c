/* SPDX-License-Identifier: MIT */
/* The HTTP service: which path is answered by what. Not what the answers say. Loop thread only. */
#include "web.h"

#include "alloc.h"
#include "find.h"
#include "json.h"
#include "ledger.h"
#include "pages.h"
#include "walk.h"
#include "within.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>

enum {
    HEADERS_MOST = 16 * 1024, /* bytes */
    BODY_MOST = 64 * 1024,
    SILENCE_MOST = 30 /* s, until a connection is given up */
};

static void
bad(struct web *web, struct evhttp_request *request, const char *reason)
{
    answer_error(&web->answers, request, 400, reason);
}

/* GET /healthz */

static void
health(struct web *web, struct evhttp_request *request, const struct evkeyvalq *query)
{
    (void)query;
    if (web->stopping) {
        answer_error(&web->answers, request, 503, "the service is closing");
        return;
    }
    struct evbuffer *body = needed(evbuffer_new());
    evbuffer_add_printf(body, "{\"status\":\"ok\"}");
    answer_json(&web->answers, request, 200, body);
    evbuffer_free(body);
}

/* GET /stats, /jobs and /metrics */

static void
stats(struct web *web, struct evhttp_request *request, const struct evkeyvalq *query)
{
    (void)query;
    struct evbuffer *body = needed(evbuffer_new());
    pages_stats(web, body);
    answer_json(&web->answers, request, 200, body);
    evbuffer_free(body);
}

static void
jobs(struct web *web, struct evhttp_request *request, const struct evkeyvalq *query)
{
    (void)query;
    struct evbuffer *body = needed(evbuffer_new());
    pages_jobs(web, body);
    answer_json(&web->answers, request, 200, body);
    evbuffer_free(body);
}

static void
metrics(struct web *web, struct evhttp_request *request, const struct evkeyvalq *query)
{
    (void)query;
    struct evbuffer *body = needed(evbuffer_new());
    pages_metrics(web, body);
    answer_body(&web->answers, request, 200, "text/plain; version=0.0.4", body);
    evbuffer_free(body);
}

/* GET /find?name=TEXT[&limit=N] */

/* Answers 0 if it is no number from 1 to the most. */
static size_t
limit_of(const char *text)
{
    if (!text)
        return FIND_LIMIT;
    char *end;
    unsigned long limit = strtoul(text, &end, 10);
    return *text < '0' || *text > '9' || *end || limit > FIND_LIMIT_MOST ? 0 : limit;
}

static void
find(struct web *web, struct evhttp_request *request, const struct evkeyvalq *query)
{
    const char *name = evhttp_find_header(query, "name");
    size_t limit = limit_of(evhttp_find_header(query, "limit"));
    if (!name || !*name)
        bad(web, request, "say what to look for: /find?name=TEXT");
    else if (limit == 0)
        bad(web, request, "limit is a number from 1 to 1000");
    else
        find_start(web, request, name, limit);
}

/* POST /index?dir=SUB */

static void
accept_directory(struct web *web, struct evhttp_request *request, const char *dir)
{
    if (!walk_add(web->walk, dir)) {
        answer_busy(&web->answers, request, web->ledger->weir,
                    web->stopping ? "the service is closing" : "too many directories are waiting");
        return;
    }
    struct evbuffer *body = needed(evbuffer_new());
    evbuffer_add_printf(body, "{\"accepted\":");
    json_string(body, *dir ? dir : ".");
    evbuffer_add_printf(body, "}");
    answer_json(&web->answers, request, 202, body);
    evbuffer_free(body);
}

static void
index_more(struct web *web, struct evhttp_request *request, const struct evkeyvalq *query)
{
    const char *dir = evhttp_find_header(query, "dir");
    if (!dir) {
        bad(web, request, "say what to index: /index?dir=SUB");
        return;
    }
    char *inside;
    const char *reason = within(web->root, dir, &inside);
    if (reason)
        bad(web, request, reason);
    else
        accept_directory(web, request, inside);
    free(inside);
}

/* Every request. */

struct route {
    const char *path;
    const char *allow; /* the header of a 405 */
    int methods;
    void (*answer)(struct web *web, struct evhttp_request *request, const struct evkeyvalq *query);
};

static const struct route ROUTES[] = {
    {"/find", "GET, HEAD", EVHTTP_REQ_GET | EVHTTP_REQ_HEAD, find},
    {"/stats", "GET, HEAD", EVHTTP_REQ_GET | EVHTTP_REQ_HEAD, stats},
    {"/jobs", "GET, HEAD", EVHTTP_REQ_GET | EVHTTP_REQ_HEAD, jobs},
    {"/healthz", "GET, HEAD", EVHTTP_REQ_GET | EVHTTP_REQ_HEAD, health},
    {"/metrics", "GET, HEAD", EVHTTP_REQ_GET | EVHTTP_REQ_HEAD, metrics},
    {"/index", "POST", EVHTTP_REQ_POST, index_more},
};

static const struct route *
route_to(const char *path)
{
    for (size_t i = 0; path && i < sizeof ROUTES / sizeof *ROUTES; i++)
        if (!strcmp(ROUTES[i].path, path))
            return &ROUTES[i];
    return NULL;
}

/* libevent ends a value at an encoded 0 byte; what was asked is then not what would be answered. */
static bool
has_zero_byte(const char *query)
{
    return query && strstr(query, "%00");
}

static void
ask(struct web *web, struct evhttp_request *request, const struct route *route, const char *text)
{
    struct evkeyvalq query;
    TAILQ_INIT(&query);
    if (has_zero_byte(text) || (text && *text && evhttp_parse_query_str(text, &query)))
        bad(web, request, "the query is not KEY=VALUE pairs of text");
    else
        route->answer(web, request, &query);
    evhttp_clear_headers(&query);
}

static void
is_asked(struct evhttp_request *request, void *self)
{
    struct web *web = self;
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
    const struct route *route = route_to(evhttp_uri_get_path(uri));
    if (!route) {
        answer_error(&web->answers, request, 404,
                     "there are /find, /stats, /jobs, /healthz, /metrics and /index");
    } else if (!(route->methods & (int)evhttp_request_get_command(request))) {
        evhttp_add_header(evhttp_request_get_output_headers(request), "Allow", route->allow);
        answer_error(&web->answers, request, 405, "this path has another method: see Allow");
    } else {
        ask(web, request, route, evhttp_uri_get_query(uri));
    }
}

/* What a client sends while it is answered lies in memory until its turn: no more than the longest request. */
static struct bufferevent *
new_stream(struct event_base *base, void *none)
{
    (void)none;
    struct bufferevent *stream = needed(bufferevent_socket_new(base, -1, 0));
    bufferevent_setwatermark(stream, EV_READ, 0, HEADERS_MOST + BODY_MOST);
    return stream;
}

/* Every method comes to us, so that a wrong one is answered in the same form as all the rest. */
static void
configure(struct web *web)
{
    evhttp_set_allowed_methods(web->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
                                              EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS |
                                              EVHTTP_REQ_TRACE | EVHTTP_REQ_CONNECT | EVHTTP_REQ_PATCH);
    evhttp_set_max_headers_size(web->http, HEADERS_MOST);
    evhttp_set_max_body_size(web->http, BODY_MOST);
    evhttp_set_timeout(web->http, SILENCE_MOST);
    evhttp_set_bevcb(web->http, new_stream, NULL);
    evhttp_set_gencb(web->http, is_asked, web);
}

bool
web_start(struct web *web, struct event_base *base, const char *address, uint16_t port)
{
    web->http = needed(evhttp_new(base));
    configure(web);
    web->socket = evhttp_bind_socket_with_handle(web->http, address, port);
    return web->socket;
}

uint16_t
web_port(const struct web *web)
{
    struct sockaddr_storage name = {0};
    socklen_t size = sizeof name;
    getsockname(evhttp_bound_socket_get_fd(web->socket), (struct sockaddr *)&name, &size);
    return ntohs(name.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&name)->sin6_port
                                            : ((struct sockaddr_in *)&name)->sin_port);
}

void
web_stop(struct web *web)
{
    if (web->socket)
        evhttp_del_accept_socket(web->http, web->socket);
    web->socket = NULL;
    web->stopping = true;
}

void
web_close(struct web *web)
{
    if (web->http)
        evhttp_free(web->http);
    web->http = NULL;
}
