/* SPDX-License-Identifier: MIT */
/* Reading a call's arguments, in `prepare`, on the door's thread: each by its name, with its type and its range; what is
 * wrong is said so that an agent can put it right. Not what the tools do with them.
 *
 *     struct move *move = arguments_begin(&arguments, call, sizeof *move);
 *     arguments_integer(&arguments, "id", true, 1, LARGEST_ID, &move->id);
 *     return arguments_end(&arguments);
 *
 * The first that is wrong counts, the rest is passed over. */
#ifndef SCENED_ARGUMENTS_H
#define SCENED_ARGUMENTS_H

#include "door.h"

#include <jansson.h>

enum {
    ARGUMENTS_MOST = 8 /* of one tool */
};

/* What a tool keeps of a call begins with this. */
struct kept {
    json_t *json; /* texts that were read are in it */
};

struct arguments {
    struct door_call *call;
    struct kept *kept; /* NULL: no memory for it */
    int refused;       /* 0, or what prepare must return */
    const char *known[ARGUMENTS_MOST];
    size_t known_count;
};

/* Keeps `size` bytes of zeros in the call, which begin with a struct kept. NULL: no memory; the functions below then do
 * nothing but arguments_end, which refuses. */
void *arguments_begin(struct arguments *arguments, struct door_call *call, size_t size);

/* *out stays what it was if the member is not there, or is refused. Lengths are bytes. */
void arguments_integer(struct arguments *arguments, const char *name, bool required, int64_t least,
                       int64_t most, int64_t *out);
void arguments_number(struct arguments *arguments, const char *name, bool required, double least, double most,
                      float *out);
void arguments_text(struct arguments *arguments, const char *name, bool required, size_t longest,
                    const char **out);
void arguments_flag(struct arguments *arguments, const char *name, bool *out);

/* Refuses for a reason of the tool's own; does nothing after a refusal. */
void arguments_refuse(struct arguments *arguments, const char *why);

/* Refuses members that were not asked for. What prepare must return. */
int arguments_end(struct arguments *arguments);

/* A tool's forget: what arguments_begin made. */
void arguments_forget(void *kept);

#endif
