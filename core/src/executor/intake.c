/* SPDX-License-Identifier: MIT */
/* How slots travel on the loop thread: from the record list to a heap, and when due to their lane;
 * and what a frame is. Not the slots themselves (timers.c). */
#include "base/system.h"
#include "executor/executor.h"

/* Of records and of timers in one turn, so that a turn's length does not depend on how many fall
 * due at once. */
enum {
    INTAKE_LIMIT = 256
};

#define FRAME_LENGTH   16666667
#define HOST_IS_SILENT WEIR_MS(250)

static bool
somebody_waits_for_a_frame(const struct weir *w)
{
    const struct above *above = above_of(w);
    return w->timers.begins.count + w->timers.ends.count > 0 || (above && above->awaits_frame(w));
}

/* Synthesised frames keep one grid, so that a task that waits for each does not make them drift. */
static int64_t
last_frame_before(const struct weir *w, int64_t now)
{
    return w->frames.own_last ? now - (now - w->frames.own_last) % FRAME_LENGTH : now;
}

void
intake_awaits_frame(struct weir *w)
{
    if (!somebody_waits_for_a_frame(w))
        w->frames.own_last = last_frame_before(w, weir_system.now());
}

/* What its lane's turn takes, and the end of the slot's use. */
static enum take
slot_taken(struct weir *w, struct ready *ready, int64_t now, struct entry *entry)
{
    (void)now;
    struct slot *slot = slot_of_ready(ready);
    *entry = slot->entry;
    enum take took = slot_take(slot);
    timers_end(&w->timers, slot);
    return took;
}

static void
slot_is_due(struct weir *w, struct slot *slot)
{
    heap_remove(slot->heap, slot);
    lanes_make_ready(&w->lanes, slot->lane, &slot->ready);
}

void
slot_arrived(struct weir *w, struct record *record)
{
    struct slot *slot = slot_of_arrival(record);
    slot->live = true;
    slot->ready.take = slot_taken;
    if (slot->due >= 0) {
        heap_push(&w->timers.times, slot->due, slot);
    } else {
        intake_awaits_frame(w);
        heap_push(slot->frame_end ? &w->timers.ends : &w->timers.begins,
                  (int64_t)(w->frames.number + slot->frames), slot);
    }
    if (scope_is_cancelled(slot->entry.scope)) /* it may have been looked at before this came */
        slot_is_due(w, slot);
}

/* It is dropped where its lane gets to it, unless that has been done. */
void
slot_withdrawn(struct weir *w, struct record *record)
{
    struct slot *slot = slot_of_withdrawal(record);
    slot->told = true;
    if (slot->ended) {
        timers_release(&w->timers, slot);
        w->made_room = true;
    } else if (slot->heap) {
        slot_is_due(w, slot);
    }
}

void
intake_cancelled(struct weir *w)
{
    struct timers *timers = &w->timers;
    if (timers->times.count + timers->begins.count + timers->ends.count == 0)
        return;
    for (uint32_t i = 0; i < timers->size; i++) {
        struct slot *slot = &timers->slots[i];
        if (slot->live && slot->heap && scope_is_cancelled(slot->entry.scope))
            slot_is_due(w, slot);
    }
}

static void
take_record(struct weir *w)
{
    struct record *record = w->arrivals;
    w->arrivals = record->next;
    record->taken(w, record);
}

static void
make_due(struct weir *w, struct heap *heap, int64_t key, int limit)
{
    int64_t top;
    struct slot *slot;
    for (int n = 0; n < limit && (slot = heap_top(heap, &top)) && top <= key; n++)
        slot_is_due(w, slot);
}

void
intake_frame(struct weir *w, enum weir_frame_edge edge)
{
    if (edge == WEIR_FRAME_BEGIN)
        w->frames.number++;
    make_due(w, edge == WEIR_FRAME_BEGIN ? &w->timers.begins : &w->timers.ends, (int64_t)w->frames.number,
             INT32_MAX);
    const struct above *above = above_of(w);
    if (above)
        above->frame(w, edge);
}

/* When the next frame is synthesised: one length after the last, and not while the host gives its
 * own. */
static int64_t
frame_deadline(const struct weir *w)
{
    if (!somebody_waits_for_a_frame(w))
        return INT64_MAX;
    int64_t own = time_after(w->frames.own_last, FRAME_LENGTH);
    int64_t silent = w->frames.host_last ? time_after(w->frames.host_last, HOST_IS_SILENT) : 0;
    return own > silent ? own : silent;
}

void
intake(struct weir *w, int64_t now)
{
    if (!w->arrivals)
        w->arrivals = records_take(&w->records, false);
    for (int n = 0; n < INTAKE_LIMIT && w->arrivals; n++)
        take_record(w);
    make_due(w, &w->timers.times, now, INTAKE_LIMIT);
    const struct above *above = above_of(w);
    if (above)
        above->due(w, now, INTAKE_LIMIT);
    if (frame_deadline(w) <= now) {
        w->frames.own_last = last_frame_before(w, now);
        intake_frame(w, WEIR_FRAME_BEGIN);
        intake_frame(w, WEIR_FRAME_END);
    }
}

void
intake_arrivals(struct weir *w)
{
    do {
        while (w->arrivals)
            take_record(w);
        w->arrivals = records_take(&w->records, false);
    } while (w->arrivals);
}

void
intake_due(struct weir *w, int64_t now)
{
    const struct above *above = above_of(w);
    make_due(w, &w->timers.times, now, INT32_MAX);
    if (above)
        above->due(w, now, INT32_MAX);
}

void
intake_all(struct weir *w, bool timed)
{
    const struct above *above = above_of(w);
    make_due(w, &w->timers.times, INT64_MAX, INT32_MAX);
    make_due(w, &w->timers.begins, INT64_MAX, INT32_MAX);
    make_due(w, &w->timers.ends, INT64_MAX, INT32_MAX);
    if (above)
        above->end_all(w, timed);
}

void
intake_seal(struct weir *w)
{
    intake_arrivals(w);
    w->arrivals = records_take(&w->records, true);
    while (w->arrivals)
        take_record(w);
}

int64_t
intake_deadline(const struct weir *w, int64_t now)
{
    if (w->arrivals)
        return now;
    int64_t deadline = frame_deadline(w);
    int64_t top;
    if (heap_top(&w->timers.times, &top) && top < deadline)
        deadline = top;
    const struct above *above = above_of(w);
    int64_t of_above = above ? above->deadline(w) : INT64_MAX;
    return of_above < deadline ? of_above : deadline;
}

bool
host_gives(const struct weir *w, enum weir_frame_edge edge)
{
    int64_t last =
        atom_load(edge == WEIR_FRAME_BEGIN ? &w->status.frame_began : &w->status.frame_ended, relaxed);
    return last && weir_system.now() < time_after(last, HOST_IS_SILENT);
}

int
weir_frame(struct weir *w, enum weir_frame_edge edge)
{
    if (!w || (edge != WEIR_FRAME_BEGIN && edge != WEIR_FRAME_END))
        return WEIR_EINVAL;
    if (!on_loop_thread(w))
        return WEIR_ETHREAD;
    if (attachment(w) == CLOSED || w->closing.how)
        return WEIR_ECLOSED;
    w->frames.host_last = weir_system.now();
    atom_store(edge == WEIR_FRAME_BEGIN ? &w->status.frame_began : &w->status.frame_ended,
               w->frames.host_last, relaxed);
    uint64_t before = w->lanes.ready_count;
    intake_arrivals(w); /* who came before the frame waits for it */
    intake_frame(w, edge);
    if (w->lanes.ready_count != before)
        gate_notify(&w->gate);
    return 0;
}
