/* SPDX-License-Identifier: MIT */
/* Keeps many connections busy with one thread, which takes little time of its own. Not what the calls do. */
#include "scened/flood.h"

#include "demo/http.h"
#include "kit/clock.h"
#include "scened/mcp.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS_MOST = 256,
    PATIENCE_MS = 60000 /* without any answer */
};

struct line {
    int64_t sent; /* kit_now */
    size_t left;  /* of the body that comes; with is_inside */
    size_t held;  /* of what came */
    bool is_inside, is_good;
    bool is_creation;
    char head[2048]; /* and what of the body has room: all of an error */
};

struct run {
    struct flood *flood;
    struct line lines[CONNECTIONS_MOST];
    struct pollfd fds[CONNECTIONS_MOST];
    int sent, answered;
    long long spare; /* an object that a call made and none has deleted yet, or 0 */
};

/* Of twenty calls sixteen move an object, one makes one, one deletes one, one lists, one reads the viewport: the scene
 * stays as large as it was. */
static size_t
write_call(struct run *run, char *to, size_t size)
{
    char arguments[128];
    const struct flood *flood = run->flood;

    switch (run->sent % 20) {
    case 0:
        return mcp_request(to, size, "create_object", "{\"kind\":\"cube\",\"size\":0.5}");
    case 7:
        return mcp_request(to, size, "list_objects", "{}");
    case 14:
        return mcp_request(to, size, "viewport_status", "{}");
    case 10:
        if (run->spare) {
            snprintf(arguments, sizeof arguments, "{\"id\":%lld}", run->spare);
            run->spare = 0;
            return mcp_request(to, size, "delete_object", arguments);
        }
        /* fallthrough */
    default:
        snprintf(arguments, sizeof arguments, "{\"id\":%lld,\"x\":%d,\"y\":%d,\"z\":0}",
                 flood->first_object + run->sent % flood->objects, run->sent % 17 - 8, run->sent % 13 - 6);
        return mcp_request(to, size, "move_object", arguments);
    }
}

/* A call is short: the socket has room for it. */
static bool
send_next(struct run *run, int i)
{
    char request[2048];

    if (run->sent == run->flood->calls) {
        run->fds[i].events = 0;
        return true;
    }
    bool is_creation = run->sent % 20 == 0;
    size_t length = write_call(run, request, sizeof request);
    run->sent++;
    run->lines[i] = (struct line){.sent = kit_now(), .is_creation = is_creation};
    return length && send(run->fds[i].fd, request, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static bool
is_answered(struct run *run, int i)
{
    struct flood *flood = run->flood;

    run->answered++;
    flood->failed += !run->lines[i].is_good || strstr(run->lines[i].head, "\"isError\":true");
    samples_add(&flood->latency, (double)(kit_now() - run->lines[i].sent) / KIT_MS(1));
    const char *id = run->lines[i].is_creation ? strstr(run->lines[i].head, "\\\"id\\\":") : NULL;
    if (id)
        run->spare = strtoll(id + strlen("\\\"id\\\":"), NULL, 10);
    return send_next(run, i);
}

/* Answers how many bytes had room. */
static size_t
hold(struct line *line, const char *bytes, size_t count)
{
    size_t fits = sizeof line->head - 1 - line->held;
    size_t took = count < fits ? count : fits;

    memcpy(line->head + line->held, bytes, took);
    line->held += took;
    line->head[line->held] = 0;
    return took;
}

/* Takes what came of the head; false: it is none. */
static bool
take_head(struct line *line, const char *bytes, size_t count)
{
    size_t took = hold(line, bytes, count);
    const char *end = strstr(line->head, "\r\n\r\n");
    if (!end)
        return line->held < sizeof line->head - 1;
    const char *length = strstr(line->head, "Content-Length: ");
    if (!length || length > end)
        return false;
    line->is_inside = true;
    line->is_good = strncmp(line->head, "HTTP/1.1 200 ", 13) == 0;
    line->left = strtoul(length + 16, NULL, 10);
    size_t body = count - (size_t)(end + 4 - line->head - (ptrdiff_t)(line->held - took));
    line->left -= body < line->left ? body : line->left;
    return true;
}

static bool
read_some(struct run *run, int i)
{
    struct line *line = &run->lines[i];
    char bytes[65536];
    ssize_t got = recv(run->fds[i].fd, bytes, sizeof bytes, 0);

    if (got <= 0)
        return false;
    if (line->is_inside) {
        hold(line, bytes, (size_t)got);
        line->left -= (size_t)got < line->left ? (size_t)got : line->left;
    } else if (!take_head(line, bytes, (size_t)got))
        return false;
    return !line->is_inside || line->left || is_answered(run, i);
}

static bool
go(struct run *run)
{
    int connections = run->flood->connections;

    for (int i = 0; i < connections; i++)
        if (!send_next(run, i))
            return false;
    while (run->answered < run->flood->calls) {
        if (poll(run->fds, (nfds_t)connections, PATIENCE_MS) <= 0)
            return false;
        for (int i = 0; i < connections; i++)
            if (run->fds[i].revents && !read_some(run, i))
                return false;
    }
    return true;
}

int
flood_run(struct flood *flood)
{
    struct run *run = calloc(1, sizeof *run);
    bool good = run && flood->connections <= CONNECTIONS_MOST;
    int open = 0;

    for (; good && open < flood->connections; open++) {
        run->fds[open] = (struct pollfd){.fd = http_connect(flood->port, 60), .events = POLLIN};
        good = run->fds[open].fd >= 0;
    }
    if (good) {
        run->flood = flood;
        int64_t began = kit_now();
        good = go(run);
        flood->seconds = (double)(kit_now() - began) / KIT_S(1);
    }
    if (!good)
        fprintf(stderr, "the flood broke off after %d answers\n", run ? run->answered : 0);
    while (open)
        close(run->fds[--open].fd);
    free(run);
    return good ? 0 : -1;
}
