/* SPDX-License-Identifier: MIT */
/* The HTTP service: which path is answered by what. Not what the answers say. Loop thread only. */
#ifndef INDEXD_WEB_H
#define INDEXD_WEB_H

#include "answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct evhttp;
struct evhttp_bound_socket;
struct index;
struct ledger;
struct walk;

struct web {
    struct ledger *ledger;
    struct index *index;
    struct walk *walk;
    const char *root; /* the real path of DIR */
    int64_t began;    /* weir_now */
    size_t searches_limit;
    struct answers answers;
    size_t searches; /* that wait for their answer */
    bool stopping;
    struct evhttp *http;
    struct evhttp_bound_socket *socket;
};

/* Fills in http and socket; the caller has filled in what is above them. 0 for the port takes a
 * free one. Answers false, and errno tells why, if the address cannot be had. */
bool web_start(struct web *web, struct event_base *base, const char *address, uint16_t port);
uint16_t web_port(const struct web *web);

void web_stop(struct web *web);  /* no new connections; what is open is still answered */
void web_close(struct web *web); /* after weir_close, which has ended every search */

#endif
