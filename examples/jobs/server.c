/* SPDX-License-Identifier: MIT */
/* A small HTTP server on loopback, so that there is something to download. Not the download: that is download.c. Knows
 * no weir. */
#include "server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>

#include <xxhash.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    TICKS = 20 /* a second, in which what it may send is shared out */
};

struct server {
    struct evhttp *http;
    struct evhttp_bound_socket *socket;
    struct ev_token_bucket_cfg *slow; /* NULL: as fast as it can */
    struct evbuffer *file;
    char etag[32];
};

static void
slow_down(const struct server *server, struct evhttp_request *request)
{
    struct evhttp_connection *connection = evhttp_request_get_connection(request);
    if (server->slow)
        bufferevent_set_rate_limit(evhttp_connection_get_bufferevent(connection), server->slow);
}

static void
send_file(struct evhttp_request *request, void *arg)
{
    struct server *server = arg;
    struct evbuffer *body = evbuffer_new();
    slow_down(server, request);
    evhttp_add_header(evhttp_request_get_output_headers(request), "ETag", server->etag);
    if (body && evbuffer_add_buffer_reference(body, server->file) == 0)
        evhttp_send_reply(request, HTTP_OK, "OK", body);
    else
        evhttp_send_error(request, HTTP_INTERNAL, NULL);
    if (body)
        evbuffer_free(body);
}

/* Its connection ends with the client or with the server. */
static void
say_nothing(struct evhttp_request *request, void *arg)
{
    (void)request, (void)arg;
}

static bool
read_file(struct server *server, const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    if (fd < 0)
        return false;
    int got = fstat(fd, &status) ? -1 : 1;
    if (got > 0 && !S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : ENOTSUP;
        got = -1;
    }
    while (got > 0)
        got = evbuffer_read(server->file, fd, 1 << 20);
    int error = errno;
    close(fd);
    errno = error;
    return got == 0;
}

static void
name_content(struct server *server)
{
    size_t bytes = evbuffer_get_length(server->file);
    uint64_t hash = XXH3_64bits(bytes ? evbuffer_pullup(server->file, -1) : NULL, bytes);
    snprintf(server->etag, sizeof server->etag, "\"%016" PRIx64 "\"", hash);
}

static bool
listen_on_loopback(struct server *server)
{
    evhttp_set_cb(server->http, "/file", send_file, server);
    evhttp_set_cb(server->http, "/silent", say_nothing, server);
    server->socket = evhttp_bind_socket_with_handle(server->http, SERVER_ADDRESS, 0);
    return server->socket;
}

static struct ev_token_bucket_cfg *
share_out(unsigned rate)
{
    size_t bytes = (size_t)rate * 1024 / TICKS;
    const struct timeval tick = {.tv_usec = 1000000 / TICKS};
    return ev_token_bucket_cfg_new(EV_RATE_LIMIT_MAX, EV_RATE_LIMIT_MAX, bytes, bytes, &tick);
}

struct server *
server_start(struct event_base *base, const char *file, unsigned rate)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        return NULL;
    server->http = evhttp_new(base);
    server->file = evbuffer_new();
    server->slow = rate ? share_out(rate) : NULL;
    errno = ENOMEM;
    if (server->http && server->file && (server->slow || !rate) && read_file(server, file)) {
        name_content(server);
        if (listen_on_loopback(server))
            return server;
    }
    int error = errno;
    server_free(server);
    errno = error;
    return NULL;
}

uint16_t
server_port(const struct server *server)
{
    struct sockaddr_in name = {0};
    socklen_t size = sizeof name;
    getsockname(evhttp_bound_socket_get_fd(server->socket), (struct sockaddr *)&name, &size);
    return ntohs(name.sin_port);
}

void
server_free(struct server *server)
{
    if (!server)
        return;
    if (server->http)
        evhttp_free(server->http);
    if (server->file)
        evbuffer_free(server->file);
    if (server->slow)
        ev_token_bucket_cfg_free(server->slow);
    free(server);
}
