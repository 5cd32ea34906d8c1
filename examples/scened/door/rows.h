/* SPDX-License-Identifier: MIT */
/* The table of the page: jobs that have not ended, and the last that have, of each weir that the door knows. Not who is
 * told (events.h). Door's thread.
 *
 * A row is one of row.h with "waited_ms", before its first step as far as the looks at the table tell (each 100 ms);
 * null: nobody looked. */
#ifndef SCENED_ROWS_H
#define SCENED_ROWS_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct door;

enum {
    ROWS_ACTIVE = 200, /* shown at most, those that run before those that wait, the older first */
    ROWS_ENDED = 100,
    ROWS_WALKED = 4096, /* looked at in each weir, in the order of its table */
    ROWS_TEXT = 16 * 1024
};

/* All 0 at first. */
struct rows {
    struct row *seen; /* in the last state that was told to all */
    size_t count;
    bool is_known; /* there was one */
    char text[ROWS_TEXT];
};

/* Sets "jobs" of state to the rows that have changed since the last that was told to all, or to all rows, and "gone" to
 * the ids of those that are not shown any more. keep: this one is told to all. false: no memory; nothing is kept. */
bool rows_tell(struct rows *rows, const struct door *door, bool all, bool keep, json_t *state);

void rows_free(struct rows *rows);

#endif
