/* SPDX-License-Identifier: MIT */
/* For pump authors, and for hosts that call weir_turn themselves: attach, detach, host lost. Not for those who post.
 *
 * A PUMP makes a host's event loop call weir_turn. It holds no queue and decides nothing: the turn's answer says when
 * to come back. What it needs is a way to WAKE the loop from any thread, and a way to ARM it for two times. The two
 * must be different things of the host, so that arming never undoes a wake, and the wake must be level-triggered
 * (a readable fd, a ready time), or the pump must notice by itself that the host ate it.
 *
 * The callback that the host makes into a pump is always this, and nothing else:
 *
 *     take the wake back;
 *     arm for weir_now() + 1 s;                  // so that a loop which a task nests comes back here
 *     r = weir_turn(w, NULL, &next);
 *     if (r < 0 && r != WEIR_EBUSY) return;      // detached, closed or lost inside: the pump may be gone
 *     arm for next;
 *
 * It may be entered from inside itself, when a task runs a loop of the host.
 *
 * DETACH IS A BARRIER. weir counts the wakes in flight; once weir_detach or weir_host_lost returns, wake is not
 * running and will not be called, and the host may be destroyed. */
#ifndef WEIR_PUMP_H
#define WEIR_PUMP_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What weir calls. The struct is copied at attach; `name` must outlive the attachment. */
struct weir_pump {
    size_t size;      /* Required: sizeof(struct weir_pump); it grows by appending */
    const char *name; /* Required: of the host, "libevent" */

    /* Required, but NULL for a host that turns by itself. Any thread, two at once too; never blocks, never calls
     * weir. Once until the next turn, and again if no turn came for 100 ms. 0, or anything else: it failed. */
    int (*wake)(void *self);

    /* Optional. Loop thread. No wake is in flight and none will come. Takes its things out of the host and frees
     * self. Not called after weir_host_lost. */
    void (*detach)(void *self);

    /* Optional. Loop thread, within a few microseconds, at most once a millisecond, and never calls weir: is input,
     * paint or I/O of the host waiting? NULL: it cannot tell. */
    bool (*busy)(void *self);

    /* Optional. In the child of a fork: replace what parent and child must not share. != 0: it could not. */
    int (*fork_child)(void *self);

    /* Optional. Inside weir_host_lost, on its thread: the host is gone. No wake is in flight and none will come.
     * Frees self without touching the host. NULL: the pump noticed the death itself and frees itself afterwards. */
    void (*lost)(void *self);

    /* Optional. Loops that the host runs inside a callback, such as a modal dialog's, call the pump too. */
    bool nested;
};

/**
 * weir_attach: ride a host loop from now on, on this thread.
 *
 * This thread becomes the loop thread. Wakes the host once, so that what was queued before starts. pump NULL is the
 * manual pump: nothing is ever woken, the host calls weir_turn.
 *
 * Threads:  the thread of the host's loop
 * Blocks:   until a wake of an earlier pump that is in flight has returned
 * Owns:     *pump is copied; self is lent until detach or lost is called, or weir_host_lost returns
 * Returns:  0 attached
 *           WEIR_EINVAL: w is NULL, or the pump lacks its size or name; nothing changed
 *           WEIR_EBUSY: one is attached already, a turn is running on another thread, or called by a pump from within
 *           its own detach or lost; nothing changed
 *           WEIR_ECLOSED: nothing changed
 *           WEIR_ESYSTEM: the first wake failed; nothing is attached, detach is not called
 */
WEIR_API int weir_attach(struct weir *w, const struct weir_pump *pump, void *self);

/**
 * weir_detach: let go of the host.
 *
 * Afterwards the host is not touched any more and may be destroyed. What is queued stays, and goes on after the next
 * attach. Inside a task: the turn ends after that task.
 *
 * Threads:  loop thread
 * Blocks:   until wakes in flight have returned
 * Owns:     calls the pump's detach, which frees it
 * Returns:  0
 *           WEIR_EINVAL: w is NULL
 *           WEIR_ETHREAD: not the loop thread; nothing changed
 *           WEIR_EBUSY: called by the pump from within its own detach or lost; nothing changed
 *           WEIR_EDETACHED, WEIR_EHOST, WEIR_ECLOSED: nothing was attached; nothing changed
 */
WEIR_API int weir_detach(struct weir *w);

/**
 * weir_host_lost: the host died before it was detached.
 *
 * Called by a pump that notices it, or by who knows it. Waiters fail with WEIR_EHOST and their calls are withdrawn;
 * everything else stays queued for the next attach or for close. A task that runs goes on to its end. If the loop lives
 * after all, it may be about to call weir_turn, which then answers WEIR_EHOST: do not free w before that is over.
 *
 * Threads:  any, but not inside wake or busy
 * Blocks:   until wakes in flight have returned
 * Owns:     calls the pump's lost, which frees it, and not its detach; a pump without lost frees itself after this
 * Returns:  0
 *           WEIR_EINVAL: w is NULL
 *           WEIR_EBUSY: called by the pump from within its own detach or lost; nothing changed
 *           WEIR_EDETACHED, WEIR_EHOST, WEIR_ECLOSED: nothing was attached; nothing changed
 */
WEIR_API int weir_host_lost(struct weir *w);

#ifdef __cplusplus
}
#endif

#endif
