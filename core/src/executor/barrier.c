/* SPDX-License-Identifier: MIT */
/* The barrier: ends all that is in a tree of scopes, wherever it waits. And the end of all scopes at a close. Not what is
 * in a scope, nor the tags [S] (scope.c). */
#include "base/system.h"
#include "executor/executor.h"

static bool
is_in_task_of(const struct turn *turn, const void *tree)
{
    return turn->in_task && scope_is_in(turn->task.scope, tree);
}

/* The tree has been cancelled. What else was cancelled before is dropped with it, as it would be a little later. */
static bool
is_of_cancelled(const struct entry *entry)
{
    return scope_is_cancelled(entry->scope);
}

/* Ends what of cancelled scopes is in the rings, wherever it stands, and leaves struck cells behind. */
static void
strike_rings(struct turn *turn)
{
    for (int at = 0; at < WEIR_LANES; at++) {
        struct ring *ring = &turn->w->lanes.lane[at].ring;
        uint64_t end = ring_tail(ring);
        for (uint64_t pos = ring->head; pos < end; pos++) {
            struct entry entry;
            if (ring_strike(ring, pos, is_of_cancelled, &entry) != TAKE_NOTHING)
                turn_drop(turn, &entry, WEIR_ECANCELLED);
            if (pos < ring->head)
                pos = ring->head - 1; /* its drop ran a loop that took some */
        }
    }
}

static void
strike_slots(struct turn *turn)
{
    struct timers *timers = &turn->w->timers;
    for (uint32_t i = 0; i < timers->size; i++) {
        struct slot *slot = &timers->slots[i];
        if (!slot->live || !scope_is_cancelled(slot->entry.scope))
            continue;
        slot_take(slot);
        struct entry entry = slot->entry;
        if (slot->heap)
            heap_remove(slot->heap, slot);
        else
            lanes_unready(&turn->w->lanes, slot->lane, &slot->ready);
        timers_end(timers, slot);
        turn->made_room = true;
        turn_drop(turn, &entry, WEIR_ECANCELLED);
    }
}

static void
tell_hooks(void *scope)
{
    scope_tell(scope);
}

static bool
has_hooks(struct weir_scope *scope)
{
    mutex_lock(&scope->w->scopes.lock);
    bool has = scope->hooks;
    mutex_unlock(&scope->w->scopes.lock);
    return has;
}

static void
tell_of_cancel(struct turn *turn, struct weir_scope *scope)
{
    if (has_hooks(scope))
        turn_run(turn,
                 &(struct entry){
                     .run = tell_hooks, .arg = scope, .name = "weir_scope_on_cancel", .marks = ENTRY_OWN});
}

/* The jobs of one scope, and who is to be told that it is cancelled. */
static void
strike_scope(struct turn *turn, struct weir_scope *scope)
{
    const struct above *above = above_of(turn->w);
    struct entry entry;
    while (above && above->strike(turn->w, scope, &entry))
        turn_drop(turn, &entry, WEIR_ECANCELLED);
    tell_of_cancel(turn, scope);
}

/* The scope after `at` in the tree (NULL: the forest), held; `at`, which was held, is let go of. What is called between
 * two steps may free any of them: one that has left the tree is gone from where a new beginning looks. */
static struct weir_scope *
step_on(struct weir *w, struct weir_scope *tree, struct weir_scope *at)
{
    mutex_lock(&w->scopes.lock);
    struct weir_scope *next = NULL;
    if (!at || at->link || at != tree)
        next = scope_after(&w->scopes, tree, at && at->link ? at : NULL);
    weir_scope_hold(next);
    mutex_unlock(&w->scopes.lock);
    weir_scope_release(at);
    return next;
}

static void
strike_tree(struct turn *turn, struct weir_scope *tree)
{
    struct weir_scope *scope = NULL;
    while ((scope = step_on(turn->w, tree, scope)))
        strike_scope(turn, scope);
}

void
scopes_close(struct turn *turn)
{
    struct weir_scope *scope = NULL;
    while ((scope = step_on(turn->w, NULL, scope))) {
        atom_or(&scope->word, SCOPE_CANCELLED, acq_rel); /* [S3] */
        tell_of_cancel(turn, scope);
    }
}

static int
strike(struct weir_scope *tree)
{
    struct weir *w = tree->w;
    struct turn turn;
    int refused = turn_enter(&turn, w, false);
    if (refused)
        return refused;
    uint64_t ready = w->lanes.ready_count;
    intake_arrivals(w);
    strike_rings(&turn);
    strike_slots(&turn);
    strike_tree(&turn, tree);
    bool resumed = w->lanes.ready_count != ready;
    turn_leave(&turn);
    if (resumed)
        gate_notify(&w->gate); /* what waited for something of it; what is struck needs no turn */
    return 0;
}

static bool
tree_is_empty(struct weir_scope *tree)
{
    struct scopes *scopes = &tree->w->scopes;
    bool empty = true;
    mutex_lock(&scopes->lock);
    for (struct weir_scope *scope = tree; scope && empty; scope = scope_after(scopes, tree, scope))
        empty = atom_load(&scope->word, acquire) < SCOPE_ONE; /* [S4] */
    mutex_unlock(&scopes->lock);
    return empty;
}

int
weir_scope_barrier(struct weir_scope *scope, int64_t timeout)
{
    if (!scope || timeout < 0)
        return WEIR_EINVAL;
    bool closed = attachment(scope->w) == CLOSED;
    if (!closed && !on_loop_thread(scope->w))
        return WEIR_ETHREAD;
    if (turn_any(turn_current(), is_in_task_of, scope))
        return WEIR_EDEADLK;
    weir_scope_cancel(scope);
    weir_scope_hold(scope);
    int64_t deadline = time_after(weir_system.now(), timeout);
    int64_t nap = WEIR_US(50);
    int result;
    for (;;) {
        result = closed ? 0 : strike(scope);
        if (result || tree_is_empty(scope))
            break;
        if (weir_system.now() >= deadline) {
            result = WEIR_ETIMEOUT;
            break;
        }
        nap_longer(&nap); /* for a producer between its claim and its publish, or for a work */
    }
    weir_scope_release(scope);
    return result;
}
