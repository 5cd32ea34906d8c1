/* SPDX-License-Identifier: MIT */
/* Ride an event_base of libevent 2.1. Not how to use libevent.
 *
 * The pump wakes through a file descriptor of its own, so the base needs no evthread_use_pthreads(). It looks at the
 * base's count of active events to give way to the host's I/O, and brings the base's cached time up to date after
 * each turn, so that the host's timers are not late by the length of a turn.
 *
 * Quirks of the host. libevent does not say that a base is freed: call weir_detach or weir_close on the loop thread
 * before event_base_free. If that was missed, call weir_host_lost after event_base_free, not before. A base cannot be
 * run inside itself, so no task can nest it. On a base with priorities the pump uses the highest for what is overdue
 * and the lowest for the rest. Two weirs on one base take each other for the host's I/O and turn 1 ms each.
 * In the child of a fork call event_reinit before weir_fork_child. */
#ifndef WEIR_LIBEVENT_H
#define WEIR_LIBEVENT_H

#include <weir/pump.h>

#ifdef __cplusplus
extern "C" {
#endif

struct event_base;

/* All 0 is the default. */
struct weir_libevent_options {
    bool let_go; /* event_base_dispatch may return although this weir is attached; default: it holds
                    the loop */
};

/**
 * weir_libevent_attach: ride `base` on this thread, the one that runs it.
 *
 * Threads:  the thread that runs base
 * Blocks:   as weir_attach
 * Owns:     base is lent until weir_detach, weir_close or weir_host_lost returns; options are copied and may be NULL
 * Returns:  what weir_attach answers, or
 *           WEIR_EINVAL: base is NULL; nothing changed
 *           WEIR_ENOMEM, WEIR_ESYSTEM: an fd or an event could not be made; nothing changed, nothing leaked
 */
WEIR_API int weir_libevent_attach(struct weir *w, struct event_base *base,
                                  const struct weir_libevent_options *options);

#ifdef __cplusplus
}
#endif

#endif
