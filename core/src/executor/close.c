/* SPDX-License-Identifier: MIT */
/* Close: seal, end every accepted task, let go of the host. And free. Not what sealing is
 * (inbox.c). */
#include "base/log.h"
#include "base/system.h"
#include "executor/executor.h"

/* Ends what of the snapshot the lanes hold. False: the deadline came before a producer had published what it claimed. */
static bool
end_lanes(struct turn *turn, const struct snapshot *snapshot, bool run)
{
    struct weir *w = turn->w;
    while (!lanes_are_past(&w->lanes, snapshot)) {
        bool late = turn->now >= w->closing.deadline;
        int lane = lanes_pick(&w->lanes, snapshot, turn->now, w->age_limit);
        if (lane >= 0) {
            turn_end_one(turn, lane, run && !late ? 0 : WEIR_ECLOSED);
            continue;
        }
        if (late)
            return false;
        weir_system.nap(WEIR_US(50));
        turn->now = weir_system.now();
    }
    return true;
}

/* Resumes who awaits a scope that became empty when the loop was not told of it any more. */
static void
resume_awaiters(struct weir *w)
{
    const struct above *above = above_of(w);
    if (above)
        above->scopes_empty(w);
}

/* A round of a drain: runs what is queued or due. When nothing else is, what waits for a time or a frame is dropped, and
 * with it who waits for that; while works are left it is dropped in any case, for one may wait for it. */
static bool
drain(struct turn *turn, bool works)
{
    struct weir *w = turn->w;
    struct snapshot ready, timed;
    intake_due(w, turn->now);
    lanes_look(&w->lanes, &ready, turn->now);
    if (!end_lanes(turn, &ready, true))
        return false;
    if (lanes_are_empty(&w->lanes))
        resume_awaiters(w);
    bool idle = lanes_are_empty(&w->lanes);
    if (!idle && !works)
        return true;
    lanes_look(&w->lanes, &ready, turn->now);
    intake_all(w, true);
    lanes_look(&w->lanes, &timed, turn->now);
    return end_lanes(turn, &ready, true) && end_lanes(turn, idle ? &everything : &timed, false);
}

/* Once more? While something is in the lanes, and, after a nap, while something is with a worker. */
static bool
goes_on(struct turn *turn, bool left, int64_t *nap)
{
    if (!lanes_are_empty(&turn->w->lanes))
        return true;
    if (!left)
        return false;
    nap_longer(nap);
    turn->now = weir_system.now();
    return true;
}

/* Ends all that can be ended, and waits until nothing is with a worker any more: of a drain up to the deadline; else what
 * is with one is asked to stop. False: one still has something, or as end_lanes. */
static bool
end_rest(struct turn *turn, bool drains)
{
    struct weir *w = turn->w;
    int64_t nap = WEIR_US(50);
    int64_t look = INT64_MIN; /* at works and awaiters, which goes over the table */
    bool left = false;
    do {
        const struct above *above = above_of(w);
        if (!drains)
            intake_all(w, false);
        if (lanes_are_empty(&w->lanes) || turn->now >= look) {
            int64_t began = weir_system.now();
            left = above && above->works_left(w, !drains);
            if (drains)
                resume_awaiters(w);
            int64_t took = weir_system.now() - began;
            look = time_after(began, WEIR_MS(1) +
                                         8 * took); /* an eighth of the time goes into it, in a large table */
        }
        if (!(drains ? drain(turn, left) : end_lanes(turn, &everything, false)))
            return false;
        bool late = turn->now >= w->closing.deadline;
        if (late && (drains || left))
            return drains;
    } while (goes_on(turn, left, &nap));
    return true;
}

static bool
end_all(struct turn *turn)
{
    struct weir *w = turn->w;
    struct snapshot ignored;
    lanes_look(&w->lanes, &ignored, turn->now);
    if (w->closing.how == WEIR_DRAIN && !end_rest(turn, true))
        return false;
    if (!end_rest(turn, false))
        return false;
    scopes_close(turn);
    const struct above *above = above_of(w);
    if (above)
        above->closed(turn);
    return end_lanes(turn, &everything, false); /* what those have called for */
}

int
close_finish(struct weir *w)
{
    struct turn turn;
    int failed = turn_enter(&turn, w, false);
    if (!failed) {
        w->closing.ending = true;
        if (end_all(&turn))
            let_go_at_close(w);
        else
            failed = WEIR_ETIMEOUT;
        turn_leave(&turn);
        w->closing.ending = false;
    }
    if (failed)
        atom_sub(&w->depth, 1, release); /* pairs with may_take_over: now another may close */
    else
        part(w, CLOSED); /* the last touch: who sees it may free w */
    return failed;
}

/* Under the lobby's lock. */
static int
may_close(const struct weir *w)
{
    if (attachment(w) == ATTACHED)
        return on_loop_thread(w) ? 0 : WEIR_ETHREAD;
    return may_take_over(w);
}

static bool
is_work_of(const struct turn *turn, const void *w)
{
    return turn->works_for == w;
}

/* Does a work of it wait for what goes on when the close is finished, outside of its outermost turn? */
static bool
would_wait_for_itself(const struct weir *w)
{
    const struct turn *around = turn_current();
    for (const struct turn *turn = around; turn; turn = turn->outer)
        if (turn->w == w)
            around = turn->outer;
    return turn_any(around, is_work_of, w);
}

int
weir_close(struct weir *w, enum weir_close_how how, int64_t timeout)
{
    if (!w || (how != WEIR_DRAIN && how != WEIR_DROP) || timeout < 0)
        return WEIR_EINVAL;
    if (is_changing(w))
        return WEIR_EBUSY;
    bool inside = turn_of(w); /* whose end finishes it */
    mutex_lock(&w->lobby.lock);
    bool closed = attachment(w) == CLOSED;
    int refused = closed ? 0 : may_close(w);
    if (!closed && !refused && would_wait_for_itself(w))
        refused = WEIR_EDEADLK;
    if (!closed && !refused) {
        w->closing.how = (int)how;
        atom_store(&w->loop_thread, thread_self(), relaxed);
        if (!inside)
            atom_add(&w->depth, 1, relaxed); /* which keeps others out until close_finish gives it up */
    }
    mutex_unlock(&w->lobby.lock);
    if (closed || refused)
        return refused;

    w->closing.deadline = time_after(weir_system.now(), timeout);
    lanes_seal(&w->lanes);
    intake_seal(w);
    mutex_lock(&w->lobby.lock);
    w->lobby.rooms++;
    lobby_poke_all(&w->lobby); /* who waits for room finds the seal */
    mutex_unlock(&w->lobby.lock);
    return inside ? 1 : close_finish(w);
}

void
weir_free(struct weir *w)
{
    if (!w)
        return;
    if (attachment(w) != CLOSED) {
        log_line(WEIR_LOG_WARNING, "%s: not freed: weir_close must have answered 0 before", w->name);
        return;
    }
    lobby_wait_empty(&w->lobby);
    lobby_fini(&w->lobby);
    mutex_fini(&w->scopes.lock);
    const struct above *above = above_of(w);
    if (above)
        above->end(w);
    thread_place_release();
    weir_system.release(w->slots);
    weir_system.release(w->cells);
    weir_system.release(w);
}
