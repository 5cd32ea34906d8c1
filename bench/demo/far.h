/* SPDX-License-Identifier: MIT */
/* A burst as lines of text, for a demo that sees it run in a program of its own. Runs none. */
#ifndef DEMO_FAR_H
#define DEMO_FAR_H

#include "demo/burst.h"

#include <stdio.h>

/* Writes what is known of a burst that is over; nothing of its host. */
void far_write(struct burst *burst, FILE *to);

/* Puts a line into a burst that was all 0 before the first; other lines change nothing. True: it was the last. */
bool far_read(struct burst *burst, const char *line);

#endif
