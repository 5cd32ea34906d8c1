/* SPDX-License-Identifier: MIT */
/* What the files of the door share. All of it is the door's thread's, but where it says otherwise. */
#ifndef SCENED_INSIDE_H
#define SCENED_INSIDE_H

#include "door.h"
#include "watch.h"

#include <event2/event.h>
#include <event2/http.h>
#include <jansson.h>

#include <pthread.h>
#include <semaphore.h>

enum {
    NAMED_MOST = 16,
    TEXT_FORM = JSON_COMPACT | JSON_REAL_PRECISION(15), /* as answers are written */
    BODY_MOST = 4 * 1024 * 1024,                        /* bytes of a request */
    SILENCE_MOST = 120 /* s, until a connection on which nothing is asked is given up */
};

struct door {
    struct weir *weir; /* of the door's thread; any thread posts to it */
    struct weir *main; /* of the host's thread */
    struct event_base *base;
    struct evhttp *http;
    struct evhttp_bound_socket *socket; /* NULL: nothing new is accepted */
    char url[80];                       /* "http://127.0.0.1:8765" */
    uint16_t port;
    pthread_t thread;
    sem_t ready;  /* the thread has attached, or not: */
    int attached; /* 0, or why not */

    struct door_options options; /* on.named is `named` */
    struct weir *named[NAMED_MOST + 1];
    struct weir_scope *scopes[NAMED_MOST + 3]; /* of all calls on the n-th weir (door_weir) */
    json_t *tools;                             /* the answer to tools/list */
    bool is_closing;                           /* new requests are answered 503 */
    size_t exchanges;                          /* requests to /mcp that are not answered yet */

    struct watch watch;       /* what the loop of main does */
    struct events *events;    /* who watches the page */
    struct call_table *calls; /* calls that have not ended, and the last that have */
    struct wait *told;        /* who is told of progress, by */
    struct event *ticker;
    struct session *sessions; /* of clients that said initialize */
    size_t session_count;
};

/* The n-th weir that calls run on: main, the fallback if there is one, the named ones. NULL: there are no more. Any
 * thread. */
struct weir *door_weir(const struct door *door, size_t n);

#endif
