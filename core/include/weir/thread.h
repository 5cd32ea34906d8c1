/* SPDX-License-Identifier: MIT */
/* A thread of its own for a weir that has no host: what is posted to it runs there, one task after the other. For
 * a connection, a database, a library that wants always the same thread. Not a pool (workers.h). */
#ifndef WEIR_THREAD_H
#define WEIR_THREAD_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

struct weir_thread;

/**
 * weir_thread_start: start a thread that attaches w and runs its tasks.
 *
 * The thread is named as the weir, blocks signals, and sleeps while there is nothing to do.
 *
 * Threads:  any
 * Blocks:   until the thread has attached w
 * Owns:     *out is the caller's until weir_thread_stop answers 0; w stays the caller's
 * Returns:  0 attached: that thread is the loop thread of w
 *           WEIR_EINVAL: an argument is NULL
 *           WEIR_ENOMEM, WEIR_ESYSTEM: no memory, or the system gave no thread
 *           WEIR_EBUSY, WEIR_ECLOSED: as weir_attach
 *           each of them: nothing changed, no thread is left, *out is NULL
 */
WEIR_API int weir_thread_start(struct weir_thread **out, struct weir *w);

/**
 * weir_thread_stop: close the weir on its thread, and join that.
 *
 * If the weir was closed or detached in the meantime the thread has ended already, and is joined.
 *
 * Threads:  any but that thread
 * Blocks:   until a task that runs has ended, then as weir_close
 * Owns:     thread is gone after 0; NULL is ignored; the weir is the caller's to free
 * Returns:  0 the weir is closed (or was detached), the thread is gone
 *           WEIR_EINVAL: how is neither, or timeout is negative; nothing changed
 *           WEIR_EDEADLK: called on that thread, or inside a task that it waits for in weir_call; nothing changed
 *           WEIR_ETIMEOUT: as weir_close: call again
 */
WEIR_API int weir_thread_stop(struct weir_thread *thread, enum weir_close_how how, int64_t timeout);

#ifdef __cplusplus
}
#endif

#endif
