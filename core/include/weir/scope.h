/* SPDX-License-Identifier: MIT */
/* Scopes: what belongs together, to be cancelled together and waited for together. Not what is in them (weir.h: tasks;
 * job.h: jobs).
 *
 * A scope belongs to one weir. Tasks and jobs are put into it when they are posted or started. Scopes form a tree: what
 * is said of a scope here holds for its child scopes too, however deep or wide the tree.
 *
 * A scope that is cancelled stays so. It takes nothing more; what waits in it ends as cancelled when the loop gets to it;
 * what runs is not disturbed, but can ask.
 *
 * operation           any thread  loop thread  inside a task        inside wake  after close
 * weir_scope_new      yes         yes          yes                  no           WEIR_ECLOSED
 * weir_scope_cancel   yes         yes          yes                  no           yes
 * weir_scope_barrier  ETHREAD     yes          yes, not of it       no           yes
 * weir_scope_free     yes         yes          yes                  no           yes, before weir_free */
#ifndef WEIR_SCOPE_H
#define WEIR_SCOPE_H

#include <weir/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct weir;
struct weir_scope;

/* A task: called once, on the loop thread, with its argument. */
typedef void weir_fn(void *arg);

/**
 * weir_scope_new: make a scope.
 *
 * Threads:  any
 * Blocks:   never for long: a lock that weir holds while it cancels a tree
 * Owns:     *out is the caller's until weir_scope_free, which must come before weir_free
 * Returns:  0, or
 *           WEIR_EINVAL: an argument is NULL
 *           WEIR_ENOMEM: *out is NULL
 *           WEIR_ECLOSED: *out is NULL
 */
WEIR_API int weir_scope_new(struct weir *w, struct weir_scope **out);

/**
 * weir_scope_new_in: make a scope inside another, or with a label, or both.
 *
 * A child is cancelled with its parent. The parent may be freed first: that cancels the child, which stays the caller's.
 * Any number of scopes may bear the same label: they are a group.
 *
 * Threads:  any
 * Blocks:   never for long: a lock that weir holds while it cancels a tree
 * Owns:     as weir_scope_new; label is copied, at most 31 bytes of it, cut at a whole character
 * Returns:  0, or
 *           WEIR_EINVAL: w or out is NULL, or parent is a scope of another weir
 *           WEIR_ENOMEM, WEIR_ECLOSED: as weir_scope_new
 *           WEIR_ECANCELLED: the parent is cancelled
 *           each of them: *out is NULL
 */
WEIR_API int weir_scope_new_in(struct weir *w, struct weir_scope *parent, const char *label,
                               struct weir_scope **out);

/**
 * weir_scope_cancel: nothing of it starts any more.
 *
 * Posts and starts into it are refused from now on. Tasks that wait are dropped with WEIR_ECANCELLED, and jobs that
 * wait end as cancelled, when the loop gets to them; a step or task that runs is not disturbed. Whoever waits for room
 * on its behalf is told at once.
 *
 * Threads:  any
 * Blocks:   never for long: it goes over the child scopes
 * Owns:     nothing changes hands
 * Returns:  0, also if it was cancelled before
 *           WEIR_EINVAL: scope is NULL
 */
WEIR_API int weir_scope_cancel(struct weir_scope *scope);

/**
 * weir_scope_cancel_label: weir_scope_cancel of every scope of this weir that bears this label.
 *
 * One that was too long for a scope is cut here as it was there.
 *
 * Threads:  any
 * Blocks:   never for long: it goes over the scopes of the weir
 * Owns:     nothing changes hands
 * Returns:  how many bore it that were not cancelled before, those inside others of them not counted
 *           WEIR_EINVAL: w is NULL, or label is NULL or empty
 */
WEIR_API int weir_scope_cancel_label(struct weir *w, const char *label);

/**
 * weir_scope_is_cancelled: has it been cancelled, by itself or with its parent?
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     nothing changes hands
 * Returns:  true or false; false for NULL
 */
WEIR_API bool weir_scope_is_cancelled(const struct weir_scope *scope);

/**
 * weir_scope_on_cancel: have cancelled(arg) called once, on the loop thread, when the scope is cancelled.
 *
 * Freeing a scope cancels it, and a close cancels it too, so the call always comes, at the latest in weir_close. It is
 * no task of the scope: nobody waits for it but the barrier.
 *
 * Threads:  any
 * Blocks:   never for long; allocates
 * Owns:     arg is the call's until it returns
 * Returns:  0; if the scope is cancelled already the call comes in a later turn
 *           WEIR_EINVAL: scope or cancelled is NULL
 *           WEIR_ENOMEM, WEIR_ECLOSED: it will not be called
 */
WEIR_API int weir_scope_on_cancel(struct weir_scope *scope, weir_fn *cancelled, void *arg);

/**
 * weir_scope_barrier: cancel it, end all that is in it now, and wait until nothing of it is left.
 *
 * Drops its tasks and ends its jobs wherever they wait, the delayed ones too, destroys the results that its jobs left and
 * nobody took, then waits for posts that had begun. After 0 nothing of the scope runs: what its tasks and jobs point at
 * may be destroyed, a plug-in unloaded.
 *
 * Threads:  loop thread; any thread once the weir is closed
 * Blocks:   until nothing of it is left, or up to timeout (ns; 0 looks once)
 * Owns:     the scope stays the caller's
 * Returns:  0 nothing is left
 *           WEIR_EINVAL: scope is NULL or timeout is negative; nothing changed
 *           WEIR_ETHREAD: not the loop thread; nothing changed
 *           WEIR_EDEADLK: inside a task or a step of this scope, or of one that such a task, step or work waits for in
 *           weir_call; nothing changed
 *           WEIR_ETIMEOUT: something is left; it is cancelled, call again
 */
WEIR_API int weir_scope_barrier(struct weir_scope *scope, int64_t timeout);

/**
 * weir_scope_free: let go of a scope.
 *
 * Cancels it. Its memory is released when the last that is in it has ended and its last holder has let go.
 *
 * Threads:  any; no other thread may post into it any more, unless it holds it
 * Blocks:   never for long
 * Owns:     scope is gone for the caller; NULL is ignored
 * Returns:  nothing
 */
WEIR_API void weir_scope_free(struct weir_scope *scope);

/**
 * weir_scope_hold: keep the memory of a scope, beyond weir_scope_free and even weir_free.
 *
 * For an adapter that ties a scope to the life of something of its host, and cancels it from there. After
 * weir_scope_free only weir_scope_cancel, weir_scope_is_cancelled and weir_scope_release may still be called with it;
 * a weir_scope_cancel that began before it must have returned before weir_free, as any function of that weir.
 *
 * Threads:  any
 * Blocks:   never
 * Owns:     one hold is the caller's, until weir_scope_release
 * Returns:  scope
 */
WEIR_API struct weir_scope *weir_scope_hold(struct weir_scope *scope);

/**
 * weir_scope_release: give a hold back.
 *
 * Threads:  any
 * Blocks:   never for long
 * Owns:     the hold is gone; NULL is ignored
 * Returns:  nothing
 */
WEIR_API void weir_scope_release(struct weir_scope *scope);

#ifdef __cplusplus
}
#endif

#endif
