/* SPDX-License-Identifier: MIT */
/* One HTTP/1.1 GET at a time over a kept connection to this machine. Reads answers with a
 * Content-Length, no others. */
#ifndef DEMO_HTTP_H
#define DEMO_HTTP_H

/* A connected socket whose every read and write ends within `seconds`; -1 and errno if there is
 * none. */
int http_connect(int port, int seconds);

/* The status of the answer, its body read and forgotten; or -1 and `why`, and the connection is of
 * no more use. */
int http_get(int fd, const char *path, const char **why);

#endif
