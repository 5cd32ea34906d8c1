/* SPDX-License-Identifier: MIT */
/* All parts of the service, as start and close need them. Not how any of them works. */
#ifndef INDEXD_SERVICE_H
#define INDEXD_SERVICE_H

#include "ledger.h"
#include "options.h"
#include "web.h"

struct event;
struct event_base;
struct index;
struct walk;
struct weir;
struct weir_scope;
struct weir_workers;

/* The loop thread's; workers know only the parts that they are given. */
struct service {
    struct options options;
    char *root; /* the real path of DIR */
    int root_fd;
    struct event_base *base;
    struct event *interrupt, *terminate, *deadline;
    struct weir *weir;
    struct weir_scope *results;
    struct ledger ledger;
    struct index *index;
    struct walk *walk;
    struct weir_workers *workers;
    struct web web;
    int64_t closing_since; /* 0: not closing */
};

int complain(const char *what, const char *why); /* one line on stderr; answers 1 */

/* SIGINT and SIGTERM begin to close from now on. */
void closing_watch_signals(struct service *service);

/* What walk tells when all that it began has ended after walk_stop. */
void closing_readers_stopped(void *service);

/* After the loop was left: ends every task, says how they ended, and frees everything. Answers the
 * exit status. */
int closing_finish(struct service *service);

#endif
