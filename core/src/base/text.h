/* SPDX-License-Identifier: MIT */
/* A text that is written piece by piece into the caller's memory, and the characters that it is made of. Not what is
 * written. */
#ifndef WEIR_BASE_TEXT_H
#define WEIR_BASE_TEXT_H

#include "base/log.h"

#include <stddef.h>

/* Cut at its size but goes on counting. What was written is ended by a 0 if size > 0. */
struct text {
    char *at;
    size_t size;
    size_t length; /* of the whole, as if there were room */
};

/* Begins an empty text. `at` may be NULL with size 0. */
struct text text_begin(char *at, size_t size);

PRINTF_LIKE(2, 3)
void text_add(struct text *text, const char *format, ...);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);

/* How many bytes the UTF-8 character at `at` has, which lies before `end`; 0: the byte there begins none. */
size_t text_character(const char *at, const char *end);

size_t cut_text(const char *text, size_t limit); /* its length, cut at a whole character */

#endif
