/* SPDX-License-Identifier: MIT */
/* Calls tools over HTTP, one at a time. Does not time them. */
#include "scened/mcp.h"

#include "demo/http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LIMIT = 60 /* s */
};

int
mcp_open(struct mcp *mcp, int port)
{
    mcp->port = port;
    mcp->fd = http_connect(port, LIMIT);
    if (mcp->fd < 0)
        fprintf(stderr, "weir-scened cannot be reached: %s\n", strerror(errno));
    return mcp->fd < 0 ? -1 : 0;
}

void
mcp_close(struct mcp *mcp)
{
    close(mcp->fd);
}

size_t
mcp_request(char *to, size_t size, const char *tool, const char *arguments)
{
    char body[1024];
    int length = snprintf(body, sizeof body,
                          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                          "\"params\":{\"name\":\"%s\",\"arguments\":%s}}",
                          tool, arguments);
    if (length < 0 || (size_t)length >= sizeof body)
        return 0;
    length = snprintf(to, size,
                      "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                      "Content-Length: %d\r\n\r\n%s",
                      length, body);
    return length < 0 || (size_t)length >= size ? 0 : (size_t)length;
}

/* Reads the answer whole; false: it has not come, or is longer than any that is asked for here. */
static bool
read_answer(struct mcp *mcp)
{
    size_t got = 0;

    for (;;) {
        ssize_t more = recv(mcp->fd, mcp->answer + got, sizeof mcp->answer - 1 - got, 0);
        if (more <= 0)
            return false;
        got += (size_t)more;
        mcp->answer[got] = 0;
        const char *body = strstr(mcp->answer, "\r\n\r\n");
        const char *length = strstr(mcp->answer, "Content-Length: ");
        if (body && length && strtoul(length + 16, NULL, 10) <= got - (size_t)(body + 4 - mcp->answer))
            return true;
    }
}

int
mcp_call(struct mcp *mcp, const char *tool, const char *arguments)
{
    char request[2048];
    size_t length = mcp_request(request, sizeof request, tool, arguments);

    *mcp->answer = 0;
    if (!length || send(mcp->fd, request, length, MSG_NOSIGNAL) != (ssize_t)length || !read_answer(mcp)) {
        fprintf(stderr, "%s is not answered\n", tool);
        return -1;
    }
    if (strncmp(mcp->answer, "HTTP/1.1 200 ", 13) != 0 || !strstr(mcp->answer, "\"isError\":false")) {
        fprintf(stderr, "%s is answered with an error:\n%s\n", tool, mcp->answer);
        return -1;
    }
    return 0;
}

double
mcp_number(const struct mcp *mcp, const char *name)
{
    char key[64];
    const char *body = strstr(mcp->answer, "\"structuredContent\"");

    snprintf(key, sizeof key, "\"%s\":", name);
    const char *found = body ? strstr(body, key) : NULL;
    return found ? strtod(found + strlen(key), NULL) : -1;
}
