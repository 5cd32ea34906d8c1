/* SPDX-License-Identifier: MIT */
/* Searches, a slice at a time. Not how a search is asked for. */
#ifndef INDEXD_FIND_H
#define INDEXD_FIND_H

#include <stddef.h>

struct evhttp_request;
struct web;

enum {
    FIND_LIMIT = 100,
    FIND_LIMIT_MOST = 1000
};

/* Loop thread. Answers the request, now if it must be refused, else from a later turn. */
void find_start(struct web *web, struct evhttp_request *request, const char *name, size_t limit);

#endif
