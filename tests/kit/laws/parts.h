/* SPDX-License-Identifier: MIT */
/* Files of laws that another file of laws adds to the suite with its own. Not the others (kit.h). */
#ifndef KIT_LAWS_PARTS_H
#define KIT_LAWS_PARTS_H

#include <check.h>

void laws_of_frames(Suite *suite);  /* by timers.c */
void laws_of_streaks(Suite *suite); /* by hosts.c */
void laws_of_paint(Suite *suite);   /* by hosts.c */

#endif
