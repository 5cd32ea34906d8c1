/* SPDX-License-Identifier: MIT */
/* Speaks as much HTTP/1.1 as a GET over a kept connection needs. Does not time anything. */
#include "demo/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HEAD_SIZE = 8192
};

int
http_connect(int port, int seconds)
{
    const struct timeval limit = {.tv_sec = seconds};
    const int on = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) ||
        connect(fd, (struct sockaddr *)&to, sizeof to)) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static bool
send_all(int fd, const char *text, size_t length)
{
    while (length) {
        ssize_t sent = send(fd, text, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        text += sent;
        length -= (size_t)sent;
    }
    return true;
}

/* Reads until the empty line that ends the head. Answers where the body begins in head, or 0; *got
 * is what was read. */
static size_t
read_head(int fd, char head[HEAD_SIZE], size_t *got)
{
    *got = 0;
    while (*got < HEAD_SIZE - 1) {
        ssize_t more = recv(fd, head + *got, HEAD_SIZE - 1 - *got, 0);
        if (more <= 0)
            return 0;
        *got += (size_t)more;
        head[*got] = 0;
        const char *end = strstr(head, "\r\n\r\n");
        if (end)
            return (size_t)(end - head) + 4;
    }
    return 0;
}

/* The Content-Length that a head names, or -1. */
static long
length_in(const char *head)
{
    static const char name[] = "Content-Length:";
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, sizeof name - 1) == 0)
            return strtol(line + 2 + sizeof name - 1, NULL, 10);
    return -1;
}

static bool
skip_body(int fd, size_t left)
{
    char body[16384];
    while (left) {
        ssize_t more = recv(fd, body, left < sizeof body ? left : sizeof body, 0);
        if (more <= 0)
            return false;
        left -= (size_t)more;
    }
    return true;
}

int
http_get(int fd, const char *path, const char **why)
{
    char head[HEAD_SIZE];
    size_t got;
    int length = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);

    *why = "the connection ended while asking";
    if (!send_all(fd, head, (size_t)length))
        return -1;
    *why = "no answer";
    size_t body = read_head(fd, head, &got);
    if (!body || sscanf(head, "HTTP/1.1 %d", &length) != 1)
        return -1;
    *why = "an answer without its length";
    head[body - 1] = 0;
    long size = length_in(head);
    if (size < 0)
        return -1;
    *why = "an answer that is not whole";
    if (got - body > (size_t)size || !skip_body(fd, (size_t)size - (got - body)))
        return -1;
    return length;
}
