/* SPDX-License-Identifier: MIT */
/* What the program says outside of its window: lines on stdout and stderr, in UTF-8. Not what they are about. */
#ifndef HASH_SAY_H
#define HASH_SAY_H

#include <stdbool.h>
#include <wchar.h>

/* Finds where to: what it was redirected to, or the console that it was started from. */
void say_begin(void);

/* From now on `say` writes into a file instead. False: it cannot be written; GetLastError says why. */
bool say_into(const wchar_t *file);

/* One line on stdout. Nothing, if there is none. */
void say(const wchar_t *format, ...);

/* One line on stderr, after the program's name; in a message box, if there is none. */
void say_wrong(const wchar_t *format, ...);

/* The same, but in no box: there may be many such lines. */
void say_aside(const wchar_t *format, ...);

/* Bytes on stdout as they are. */
bool say_bytes(const char *bytes, size_t size);

#endif
