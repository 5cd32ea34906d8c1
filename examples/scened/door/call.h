/* SPDX-License-Identifier: MIT */
/* Calls of tools: from their arguments to their end, and the last that have ended, by id. Not how one is asked for and
 * answered (wait.h). Door's thread, but for a call's step and its end. */
#ifndef SCENED_CALL_H
#define SCENED_CALL_H

#include "door.h"

#include <jansson.h>

enum {
    KEPT_MOST = 1000,                  /* ended calls that can still be asked for */
    KEPT_BYTES_MOST = 64 * 1024 * 1024 /* of their results together */
};

struct door_call {
    struct door *door;
    const struct door_tool *tool;
    char *arguments;
    void *kept;        /* the tool's */
    char refusal[256]; /* of prepare */

    struct weir *weir; /* where it runs */
    struct weir_scope *scope;
    int64_t id;
    bool is_asynchronous;
    struct wait *waits; /* who is to be told its end */

    /* Written on the loop thread at its end, read by the door's thread afterwards. */
    struct weir_job_info info; /* its texts lie in `texts` */
    char *texts;
    char *result; /* final or partial; NULL: none */

    bool has_ended;
    struct door_call *prev, *next; /* in one of the table's lists */
};

struct call_table {
    struct door_call *running; /* those that have not ended */
    struct door_call *ended;   /* and those that are kept, the oldest first */
    size_t live, kept, kept_bytes;
    int64_t usual; /* ns; how long calls took that ended lately, waiting included */
};

/* Reads the arguments of a call (an object; NULL: none) and starts it. label: what it can be cancelled by together with
 * others. 0: *out runs, unless *refusal is set: then it was refused by its tool and is gone. Otherwise a code of
 * weir_dispatch's, or WEIR_EFULL: as many calls as may be have not ended. */
int call_start(struct door *door, const struct door_tool *tool, const char *label, json_t *arguments,
               struct door_call **out, char refusal[256]);

struct door_call *call_find(struct door *door, int64_t id); /* NULL: none, or forgotten */

void call_cancel(struct door_call *call);

/* Its result, or NULL: none, or it was no JSON object. A new reference. */
json_t *call_result(const struct door_call *call);

/* Forgets all; none may be live. */
void calls_free(struct door *door);

/* ms until it is worth to try again when as many calls as may be have not ended. */
int64_t calls_retry(const struct door *door);

#endif
