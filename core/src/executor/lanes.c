/* SPDX-License-Identifier: MIT */
/* The order of tasks: strict priority, an age limit, and what is ready by itself merged with the ring by the tail that it
 * was stamped with. Not when a turn ends (turn.c). */
#include "executor/lanes.h"

void
lanes_init(struct lanes *lanes, struct cell *cells, uint64_t capacity)
{
    for (int at = 0; at < WEIR_LANES; at++) {
        struct lane *lane = &lanes->lane[at];
        ring_init(&lane->ring, cells + (uint64_t)at * capacity, capacity);
        lane->ready = NULL;
        lane->ready_last = &lane->ready;
        atom_init(&lane->waits_since, 0);
    }
}

void
lanes_make_ready(struct lanes *lanes, int at, struct ready *ready)
{
    struct lane *lane = &lanes->lane[at];
    ready->stamp = ring_tail(&lane->ring);
    ready->number = lanes->ready_count++;
    ready->next = NULL;
    ready->link = lane->ready_last;
    *lane->ready_last = ready;
    lane->ready_last = &ready->next;
}

void
lanes_unready(struct lanes *lanes, int at, struct ready *ready)
{
    *ready->link = ready->next;
    if (ready->next)
        ready->next->link = ready->link;
    else
        lanes->lane[at].ready_last = ready->link;
    ready->link = NULL;
}

static bool
ready_is_next(const struct lane *lane)
{
    return lane->ready && lane->ready->stamp <= lane->ring.head;
}

/* Something is waiting, though perhaps behind a cell that is not published yet. */
static bool
lane_waits(const struct lane *lane)
{
    return lane->ready || !ring_is_empty(&lane->ring);
}

void
lanes_look(struct lanes *lanes, struct snapshot *snapshot, int64_t now)
{
    snapshot->ready = lanes->ready_count;
    for (int at = 0; at < WEIR_LANES; at++) {
        struct lane *lane = &lanes->lane[at];
        snapshot->tail[at] = lane->ring.known = ring_tail(&lane->ring);
        if (lane_waits(lane) && atom_load(&lane->waits_since, relaxed) == 0)
            atom_store(&lane->waits_since, now, relaxed);
    }
}

static bool
lane_has(struct lane *lane, uint64_t tail, uint64_t ready)
{
    if (ready_is_next(lane))
        return lane->ready->number < ready;
    return lane->ring.head < tail && ring_ready(&lane->ring);
}

int
lanes_pick(const struct lanes *lanes, const struct snapshot *snapshot, int64_t now, int64_t age_limit)
{
    int first = -1;
    for (int at = 0; at < WEIR_LANES; at++) {
        struct lane *lane = (struct lane *)&lanes->lane[at];
        if (!lane_has(lane, snapshot->tail[at], snapshot->ready))
            continue;
        if (first < 0)
            first = at;
        else if (now - atom_load(&lane->waits_since, relaxed) > age_limit)
            return at;
    }
    return first;
}

enum take
lanes_take(struct lanes *lanes, struct weir *w, int at, int64_t now, struct entry *entry)
{
    struct lane *lane = &lanes->lane[at];
    atom_store(&lane->waits_since, now, relaxed);
    if (!ready_is_next(lane))
        return ring_take(&lane->ring, entry);
    struct ready *ready = lane->ready;
    lanes_unready(lanes, at, ready);
    return ready->take(w, ready, now, entry);
}

bool
lanes_ready(struct lanes *lanes)
{
    for (int at = 0; at < WEIR_LANES; at++)
        if (lane_has(&lanes->lane[at], UINT64_MAX, UINT64_MAX))
            return true;
    return false;
}

bool
lanes_look_again(struct lanes *lanes)
{
    for (int at = 0; at < WEIR_LANES; at++)
        if (ring_look_again(&lanes->lane[at].ring))
            return true;
    return false;
}

void
lanes_rest(struct lanes *lanes)
{
    for (int at = 0; at < WEIR_LANES; at++)
        if (!lane_waits(&lanes->lane[at]))
            atom_store(&lanes->lane[at].waits_since, 0, relaxed);
}

void
lanes_seal(struct lanes *lanes)
{
    for (int at = 0; at < WEIR_LANES; at++)
        ring_seal(&lanes->lane[at].ring);
}

bool
lanes_are_past(const struct lanes *lanes, const struct snapshot *snapshot)
{
    for (int at = 0; at < WEIR_LANES; at++) {
        const struct lane *lane = &lanes->lane[at];
        if (lane->ready && lane->ready->number < snapshot->ready)
            return false;
        if (!ring_is_empty(&lane->ring) && lane->ring.head < snapshot->tail[at])
            return false;
    }
    return true;
}

bool
lanes_are_empty(const struct lanes *lanes)
{
    return lanes_are_past(lanes, &everything);
}
