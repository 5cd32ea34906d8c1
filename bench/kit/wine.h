/* SPDX-License-Identifier: MIT */
/* Programs of ours for Windows, run under Wine. Makes no prefix and no X server: Wine is as the environment has it. */
#ifndef KIT_WINE_H
#define KIT_WINE_H

#include "kit/child.h"

#include <stdbool.h>

/* The program for Windows that goes with this one; NULL: there is none. Set by main. */
extern const char *wine_program;

/* Why what is wanted under Wine is left out; NULL: it need not be. */
const char *wine_missing(void);

/* As child_start; the arguments, up to eight, end with NULL. */
int wine_start(struct child *child, const char *const arguments[]);

/* As child_read, with a limit of its own; false if there is no line. Wine's own services may hold the pipe open, so who reads
 * must know which line is the last. */
bool wine_read(struct child *child, char *line, size_t size);

/* True if it ended well. */
bool wine_wait(struct child *child);

#endif
