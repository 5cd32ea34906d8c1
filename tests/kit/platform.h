/* SPDX-License-Identifier: MIT */
/* What tests ask of the system, and what not every system has: one file for each. Not what weir itself asks
 * (base/system.h). */
#ifndef KIT_PLATFORM_H
#define KIT_PLATFORM_H

#include <stdatomic.h>
#include <stdbool.h>

/* A counter that all laws of this run share, also if each runs in a process of its own. Ends the program if there is
 * none. */
atomic_int *shared_counter(void);

/* Where check can end a law that hangs, it does: long before a person would, and never on a slow machine. */
void end_laws_that_hang(void);

/* Is there fork? Only then may forked_child be called. */
bool system_forks(void);

/* Are the destructors of pthread's keys called when a thread ends that weir has started? */
bool system_calls_destructors(void);

/* Runs `body` in a child and waits for its end: what body answered, 0 to 255, or -1 if it did not come to answer. The
 * child may not use check, which would report to the wrong place. */
int forked_child(int (*body)(void));

/* The threads of this process, as the system counts them: one that was joined may be among them for a moment still. -1
 * where it does not tell. */
int threads_now(void);

#endif
