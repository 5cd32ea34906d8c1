/* SPDX-License-Identifier: MIT */
/* The half that any thread may run: post and withdraw. Waiting is in call.c. Nothing here runs a task. */
#include "base/system.h"
#include "executor/executor.h"

/* A ticket names a place: 2 bits lane or SLOTS, 16 bits the weir's number, 46 bits the position in the ring, or for a
 * slot 22 bits generation and 24 bits index. So one comes again after 65,535 weirs or 2^46 posts at the soonest, and
 * that of a slot after 2^22 uses of the slot. */
enum {
    TICKET_SLOTS = 3
};
#define TICKET_WEIRS      ((UINT64_C(1) << 16) - 1)
#define TICKET_PLACES     ((UINT64_C(1) << 46) - 1)
#define TICKET_INDEXES    ((UINT64_C(1) << 24) - 1)
#define TICKET_GENERATION ((UINT64_C(1) << 22) - 1)

/* Never 0, so that no ticket is. */
static uint64_t
number_in_ticket(const struct weir *w)
{
    return w->number % TICKET_WEIRS + 1;
}

static weir_ticket
ticket_of(const struct weir *w, unsigned kind, uint64_t place)
{
    return (uint64_t)kind << 62 | number_in_ticket(w) << 46 | (place & TICKET_PLACES);
}

int64_t
posted_at(const struct weir *w)
{
    return atom_load(&w->observer, relaxed) ? weir_system.now() : 0;
}

static int
post_entry(struct weir *w, int lane, const struct entry *entry, enum cell_state state, weir_ticket *ticket)
{
    uint64_t pos;
    int refused = ring_claim(&w->lanes.lane[lane].ring, &pos);
    if (refused == WEIR_EFULL)
        gate_notify(&w->gate); /* the wake for what fills it may have failed, and this is the next post */
    if (refused)
        return refused;
    if (ticket)
        *ticket = ticket_of(w, (unsigned)lane, pos);
    ring_publish(&w->lanes.lane[lane].ring, pos, entry, state);
    return gate_notify(&w->gate);
}

int
weir_post(struct weir *w, weir_fn *run, void *arg)
{
    if (!w || !run)
        return WEIR_EINVAL;
    struct entry entry = {run, arg, NULL, NULL, NULL, posted_at(w), 0};
    return post_entry(w, WEIR_NORMAL - WEIR_URGENT, &entry, CELL_READY, NULL);
}

/* The record list cannot be full, but the slots can. */
static int
post_slot(struct weir *w, const struct weir_task *task, const struct entry *entry, weir_ticket *ticket)
{
    struct slot *slot = timers_claim(&w->timers);
    if (!slot) {
        gate_notify(&w->gate); /* as post_entry */
        return records_are_sealed(&w->records) ? WEIR_ECLOSED : WEIR_EFULL;
    }
    slot->arrival.taken = slot_arrived;
    slot->entry = *entry;
    slot->lane = (unsigned char)(task->lane - WEIR_URGENT);
    slot->frames = task->frames;
    slot->frame_end = task->frame_end;
    slot->due = task->frames || task->frame_end ? -1 : time_after(weir_system.now(), task->delay);
    uint64_t place = (slot_generation(slot) & TICKET_GENERATION) << 24 | timers_index(&w->timers, slot);
    if (ticket)
        *ticket = ticket_of(w, TICKET_SLOTS, place);
    int refused = records_push(&w->records, &slot->arrival);
    if (refused) {
        timers_release(&w->timers, slot);
        return refused;
    }
    return gate_notify(&w->gate);
}

static bool
task_is_valid(const struct weir *w, const struct weir_task *task)
{
    bool framed = task->frames > 0 || task->frame_end;
    return task->run && task->lane >= WEIR_URGENT && task->lane <= WEIR_BACKGROUND && task->delay >= 0 &&
           task->wait_for_room >= 0 && !(framed && task->delay > 0) && (!task->scope || task->scope->w == w);
}

int
post_once(struct weir *w, const struct weir_task *task, const struct entry *entry, weir_ticket *ticket)
{
    if (task->delay > 0 || task->frames > 0 || task->frame_end)
        return post_slot(w, task, entry, ticket);
    return post_entry(w, task->lane - WEIR_URGENT, entry, ticket ? CELL_HELD : CELL_READY, ticket);
}

int
weir_post_task(struct weir *w, const struct weir_task *task, weir_ticket *ticket)
{
    if (ticket)
        *ticket = 0;
    if (!w || !task || !task_is_valid(w, task))
        return WEIR_EINVAL;
    int result = scope_enter(task->scope);
    if (result)
        return result;
    struct entry entry = {task->run, task->arg, task->drop, task->name, task->scope, posted_at(w), 0};
    result = post_once(w, task, &entry, ticket);
    if (result == WEIR_EFULL && task->wait_for_room > 0)
        result = post_patiently(w, task, &entry, ticket, task->scope,
                                time_after(weir_system.now(), task->wait_for_room));
    else if (result < 0)
        scope_leave(task->scope);
    if (result < 0 && ticket)
        *ticket = 0;
    return result;
}

int
weir_cancel(struct weir *w, weir_ticket ticket)
{
    if (!w)
        return WEIR_EINVAL;
    if (((ticket >> 46) & TICKET_WEIRS) != number_in_ticket(w))
        return WEIR_ESTALE;
    unsigned kind = (unsigned)(ticket >> 62);
    uint64_t place = ticket & TICKET_PLACES;
    if (kind != TICKET_SLOTS)
        return ring_withdraw(&w->lanes.lane[kind].ring, place, TICKET_PLACES);

    struct slot *slot = timers_withdraw(&w->timers, place & TICKET_INDEXES, place >> 24, TICKET_GENERATION);
    if (!slot)
        return WEIR_ESTALE;
    slot->withdrawal.taken = slot_withdrawn;
    if (records_push(&w->records, &slot->withdrawal) == 0)
        gate_notify(&w->gate);
    return 0; /* a sealed list: close ends it */
}
