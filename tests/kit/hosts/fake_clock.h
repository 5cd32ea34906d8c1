/* SPDX-License-Identifier: MIT */
/* A clock that stands still until it is moved, in the place of the system's. Not a host (fake.c).
 *
 * Any thread may read it. While other threads are at work it moves with the real clock as well, since what they wait
 * for cannot be stepped; and for a thread that does nothing but read it, it moves a little at each reading. */
#ifndef KIT_FAKE_CLOCK_H
#define KIT_FAKE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

void fake_clock_begin(void); /* from now on the core reads this clock */
void fake_clock_end(void);   /* as before; but while other threads are at work it goes on */
int64_t fake_clock_now(void);
void fake_clock_pass(int64_t duration);
void fake_clock_jump(int64_t time); /* to a time that is later; ignored otherwise */
void fake_clock_others(int change); /* so many more, or fewer, other threads are at work */
bool fake_clock_flows(void);        /* are there any? */
void fake_clock_alone(void);        /* there are none: in the child of a fork */

#endif
