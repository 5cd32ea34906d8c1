/* SPDX-License-Identifier: MIT */
/* Lines for people who read the log. Not what they are about. */
#ifndef INDEXD_SAY_H
#define INDEXD_SAY_H

#include <stddef.h>

/* Copies a path as far as there is room, with ? for control bytes: a file name may hold line ends
 * and escape sequences, which have no business in a log. Answers out. */
const char *say_path(char *out, size_t size, const char *path);

#endif
