/* SPDX-License-Identifier: MIT */
/* A text of many lines that is drawn again and again in the same place of a terminal. Not what it says. */
#ifndef JOBS_SCREEN_H
#define JOBS_SCREEN_H

/* All 0 to begin with. */
struct screen {
    int lines; /* that the last drawing took */
};

/* Instead of what was drawn before; stdout must be a terminal. Lines that are too long are cut, and of too many the last
 * are only counted. */
void screen_draw(struct screen *screen, const char *text);

#endif
