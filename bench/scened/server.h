/* SPDX-License-Identifier: MIT */
/* weir-scened as a child, with one of its hosts. Does not ask it anything. */
#ifndef SCENED_BENCH_SERVER_H
#define SCENED_BENCH_SERVER_H

#include "kit/child.h"

struct server {
    struct child child;
    int port;
    char files[64]; /* its folder */
};

/* 0, or -1 after saying on stderr what went wrong. */
int server_start(struct server *server, const char *program, const char *host);

/* Its exit status. */
int server_stop(struct server *server);

#endif
