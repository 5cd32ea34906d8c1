/* SPDX-License-Identifier: MIT */
/* What is told of the host's loop: load, counters, turns, jobs, as one JSON object. Not to whom (events.h). Door's
 * thread. */
#ifndef SCENED_STATE_H
#define SCENED_STATE_H

#include "rows.h"

#include <stdbool.h>
#include <stdint.h>

struct door;

/* All 0 at first. */
struct state {
    struct rows rows;
    uint64_t next; /* turn that was not told to all */
};

/* The text of a state without its "now", to be freed: what was not told to all before, and keeps that; or all that can
 * be told. NULL: no memory. */
char *state_news(struct state *state, const struct door *door);
char *state_all(struct state *state, const struct door *door, bool keep);

/* The text of the first event, to be freed. NULL: no memory. */
char *state_hello(const struct door *door);

#endif
