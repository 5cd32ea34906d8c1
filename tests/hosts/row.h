/* SPDX-License-Identifier: MIT */
/* The row of one host: what was measured, and its JSON. Measures nothing. */
#ifndef HOSTS_ROW_H
#define HOSTS_ROW_H

#include "load.h"
#include "probe.h"

/* How long something that should come again and again stayed away, at worst. */
struct gauge {
    int64_t began, last, longest; /* ns */
    long ticks;
};

struct row {
    struct load_result load;
    int64_t time;    /* ns; from attach to the beat that saw the last task ended */
    long draw_every; /* beats from one draw of the count to the next */
    struct gauge beat_without, beat_with, paint_without, paint_with;
    char problem[160]; /* the first thing that was wrong, or "" */
};

/* Writes one JSON object into the file that the environment names as WEIR_HOSTS_ROW. Where that fails, it is said on
 * stderr, and whoever waits for the file sees that there is none. */
void row_write(const struct row *row, const struct probe_way *way);

#endif
