/* SPDX-License-Identifier: MIT */
/* The child of a fork: one thread, a copy of everything, and nothing of it may reach the parent's
 * host. */
#include "base/log.h"
#include "executor/executor.h"

/* Takes everything out without a call: the parent ends its own copy. */
static void
forget_lanes(struct weir *w)
{
    intake_all(w, false);
    int lane;
    while ((lane = lanes_pick(&w->lanes, &everything, 0, INT64_MAX)) >= 0) {
        struct entry entry;
        lanes_take(&w->lanes, w, lane, 0, &entry);
        scope_leave(entry.scope);
        scope_forget(&entry);
    }
}

/* A call's caller is a thread that the child does not have. */
static void
strike_calls(struct weir *w)
{
    for (int at = 0; at < WEIR_LANES; at++)
        ring_strike_marked(&w->lanes.lane[at].ring, ENTRY_CALL);
}

static void
reset(struct weir *w)
{
    log_fork_child();
    calls_fork_child();
    lobby_init(&w->lobby);
    mutex_init(&w->scopes.lock);
    atom_store(&w->loop_thread, thread_self(), relaxed);
    gate_fork_child(&w->gate);
    atom_store(&w->changing, 0, relaxed);
    if (!turn_of(w)) {
        atom_store(&w->depth, 0, relaxed);
        atom_store(&w->status.task_began, 0, relaxed);
    }
    for (int at = 0; at < WEIR_LANES; at++)
        ring_void_unpublished(&w->lanes.lane[at].ring);
    if (above_of(w))
        above_of(w)->fork_locks(w);
    intake_arrivals(w);
}

int
weir_fork_child(struct weir *w, enum weir_fork_how how)
{
    if (!w || (how != WEIR_FORK_KEEP && how != WEIR_FORK_DROP))
        return WEIR_EINVAL;
    reset(w);
    if (above_of(w))
        above_of(w)->fork_child(w, how);
    if (how == WEIR_FORK_DROP)
        forget_lanes(w);
    else
        strike_calls(w);
    struct weir_pump pump = plain_load(w->gate.pump);
    if (!gate_is_off(&w->gate) && pump.fork_child && pump.fork_child(plain_load(w->gate.self)) != 0) {
        weir_detach(w);
        return WEIR_ESYSTEM;
    }
    if (turn_of(w))
        return 0; /* its end will tell */
    gate_run(&w->gate);
    return gate_door(&w->gate);
}
