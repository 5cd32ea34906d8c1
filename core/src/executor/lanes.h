/* SPDX-License-Identifier: MIT */
/* Which task is next: three lanes, each a ring and a list of what is ready by itself, merged into one order. Loop thread
 * only, but for the rings' producers. */
#ifndef WEIR_EXECUTOR_LANES_H
#define WEIR_EXECUTOR_LANES_H

#include "executor/ready.h"

struct lane {
    struct ring ring;
    struct ready *ready; /* oldest first */
    struct ready **ready_last;
    atom_i64 waits_since; /* ns; 0: it was empty when the loop thread looked; relaxed, for age and
                             weir_load */
};

/* 0 urgent, 1 normal, 2 background: the order of priority. */
struct lanes {
    struct lane lane[WEIR_LANES];
    uint64_t ready_count; /* numbers what becomes ready, so that a turn's snapshot can tell */
};

/* What a turn may take: nothing that came after it began. */
struct snapshot {
    uint64_t tail[WEIR_LANES];
    uint64_t ready;
};
static const struct snapshot everything = {{UINT64_MAX, UINT64_MAX, UINT64_MAX}, UINT64_MAX};

void lanes_init(struct lanes *lanes, struct cell *cells, uint64_t capacity);
/* At the end of lane `at`; `take` is set. And out of it again, wherever it stands. */
void lanes_make_ready(struct lanes *lanes, int at, struct ready *ready);
void lanes_unready(struct lanes *lanes, int at, struct ready *ready);
void lanes_look(struct lanes *lanes, struct snapshot *snapshot, int64_t now);
/* The lane whose turn it is, or -1: nothing in the snapshot can be taken now. */
int lanes_pick(const struct lanes *lanes, const struct snapshot *snapshot, int64_t now, int64_t age_limit);
/* Takes the next of lane `at` of w. */
enum take lanes_take(struct lanes *lanes, struct weir *w, int at, int64_t now, struct entry *entry);
/* Can anything be taken at once? And after IDLE was set: has anything been published? */
bool lanes_ready(struct lanes *lanes);
bool lanes_look_again(struct lanes *lanes);
/* Clears the age of lanes that are empty. */
void lanes_rest(struct lanes *lanes);
void lanes_seal(struct lanes *lanes);
/* Has all ended that was there when it was looked at? */
bool lanes_are_past(const struct lanes *lanes, const struct snapshot *snapshot);
bool lanes_are_empty(const struct lanes *lanes);

#endif
