/* SPDX-License-Identifier: MIT */
/* A HTTP client on a thread of its own that asks one server again and again and times the answers.
 * Does not know what the server does meanwhile, but for being told its phase. */
#ifndef DEMO_CLIENT_H
#define DEMO_CLIENT_H

#include "kit/stats.h"

#include <pthread.h>
#include <stdatomic.h>

enum client_phase {
    CLIENT_INDEXING,
    CLIENT_IDLE,
    CLIENT_PHASES
};

struct client {
    int port;
    struct samples latency[CLIENT_PHASES]; /* ms; written by the client's thread, read after client_stop */
    size_t failed;                         /* requests without a good answer; likewise */
    char why[160];                         /* what was wrong with the last of them */
    atomic_int phase;
    atomic_int answered; /* in this phase */
    atomic_bool stop;
    pthread_t thread;
};

/* 0, or -1: there is no thread. */
int client_start(struct client *client, int port);

/* Answers from now on count for that phase. */
void client_phase(struct client *client, enum client_phase phase);

void client_stop(struct client *client);
void client_free(struct client *client);

#endif
