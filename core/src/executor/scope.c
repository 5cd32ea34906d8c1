/* SPDX-License-Identifier: MIT */
/* Scopes: one word that counts what belongs to them, and the barrier that ends it all. Not which tasks those are.
 *
 * tag   where             order    pairs with  what it carries
 * [S1]  enter: add        acquire  [S3]        what the canceller did; either the cancel is seen here, or the count there
 * [S2]  leave: sub        acq_rel  [S4]        what the task did
 * [S3]  cancel, free: or  acq_rel  [S1] [S2]
 * [S4]  count: load       acquire  [S2]        what every task did that has ended */
#include "executor/scope.h"
#include "base/system.h"
#include "executor/executor.h"

int
scope_enter(struct weir_scope *scope)
{
    if (!scope)
        return 0;
    uint64_t before = atom_add(&scope->word, SCOPE_ONE, acquire); /* [S1] */
    if (!(before & SCOPE_CANCELLED))
        return 0;
    scope_leave(scope);
    return WEIR_ECANCELLED;
}

static void
release_if_last(struct weir_scope *scope, uint64_t word)
{
    if (word == (SCOPE_CANCELLED | SCOPE_FREED))
        weir_system.release(scope);
}

void
scope_leave(struct weir_scope *scope)
{
    if (scope)
        release_if_last(scope, atom_sub(&scope->word, SCOPE_ONE, acq_rel) - SCOPE_ONE); /* [S2] [S4] */
}

bool
scope_is_cancelled(const struct weir_scope *scope)
{
    return scope && (atom_load(&scope->word, relaxed) & SCOPE_CANCELLED);
}

int
weir_scope_new(struct weir *w, struct weir_scope **out)
{
    if (out)
        *out = NULL;
    if (!w || !out)
        return WEIR_EINVAL;
    if (attachment(w) == CLOSED)
        return WEIR_ECLOSED;
    struct weir_scope *scope = weir_system.allocate(sizeof *scope);
    if (!scope)
        return WEIR_ENOMEM;
    atom_init(&scope->word, 0);
    scope->w = w;
    *out = scope;
    return 0;
}

int
weir_scope_cancel(struct weir_scope *scope)
{
    if (!scope)
        return WEIR_EINVAL;
    atom_or(&scope->word, SCOPE_CANCELLED, acq_rel); /* [S3] */
    mutex_lock(&scope->w->lobby.lock);
    lobby_poke_all(&scope->w->lobby);
    mutex_unlock(&scope->w->lobby.lock);
    return 0;
}

void
weir_scope_free(struct weir_scope *scope)
{
    if (!scope)
        return;
    weir_scope_cancel(scope);
    release_if_last(scope, atom_or(&scope->word, SCOPE_FREED, acq_rel) | SCOPE_FREED); /* [S3] */
}

static bool
runs_on_this_thread(const struct weir_scope *scope)
{
    for (struct turn *turn = turn_current(); turn; turn = turn->outer)
        if (turn->in_task && turn->task.scope == scope)
            return true;
    return false;
}

/* Ends what of the scope is in the rings, wherever it stands, and leaves struck cells behind. */
static void
strike_rings(struct turn *turn, struct weir_scope *scope)
{
    for (int at = 0; at < WEIR_LANES; at++) {
        struct ring *ring = &turn->w->lanes.lane[at].ring;
        uint64_t end = ring_tail(ring);
        for (uint64_t pos = ring->head; pos < end; pos++) {
            struct entry entry;
            if (ring_strike(ring, pos, scope, &entry) != TAKE_NOTHING)
                turn_drop(turn, &entry, WEIR_ECANCELLED);
            if (pos < ring->head)
                pos = ring->head - 1; /* its drop ran a loop that took some */
        }
    }
}

static void
strike_slots(struct turn *turn, struct weir_scope *scope)
{
    struct timers *timers = &turn->w->timers;
    for (uint32_t i = 0; i < timers->size; i++) {
        struct slot *slot = &timers->slots[i];
        if (!slot->live || slot->entry.scope != scope)
            continue;
        slot_take(slot);
        struct entry entry = slot->entry;
        slot->entry.run = NULL; /* struck: it is released where it is reached */
        slot->entry.scope = NULL;
        if (slot->heap) {
            heap_remove(slot->heap, slot);
            timers_end(timers, slot);
            turn->made_room = true;
        }
        turn_drop(turn, &entry, WEIR_ECANCELLED);
    }
}

/* Leaves the gate alone: what it strikes needs no turn, and what it does not strike has been told of. */
static int
strike(struct weir_scope *scope)
{
    struct weir *w = scope->w;
    struct turn turn;
    int refused = turn_enter(&turn, w, false);
    if (refused)
        return refused;
    intake_arrivals(w);
    strike_rings(&turn, scope);
    strike_slots(&turn, scope);
    turn_leave(&turn);
    return 0;
}

int
weir_scope_barrier(struct weir_scope *scope, int64_t timeout)
{
    if (!scope || timeout < 0)
        return WEIR_EINVAL;
    bool closed = attachment(scope->w) == CLOSED;
    if (!closed && !on_loop_thread(scope->w))
        return WEIR_ETHREAD;
    if (runs_on_this_thread(scope))
        return WEIR_EDEADLK;
    weir_scope_cancel(scope);
    int64_t deadline = time_after(weir_system.now(), timeout);
    for (;;) {
        int refused = closed ? 0 : strike(scope);
        if (refused)
            return refused;
        if (atom_load(&scope->word, acquire) < SCOPE_ONE) /* [S4] */
            return 0;
        if (weir_system.now() >= deadline)
            return WEIR_ETIMEOUT;
        weir_system.nap(WEIR_US(50)); /* for a producer between its claim and its publish */
    }
}
