/* SPDX-License-Identifier: MIT */
/* JSON (RFC 8259): is this one text of it, and strings as it wants them. Not a reader: nobody here asks what a text says. */
#ifndef WEIR_JOBS_JSON_H
#define WEIR_JOBS_JSON_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    JSON_DEPTH = 512 /* arrays and objects inside each other; deeper ones are refused */
};

/* One JSON text in UTF-8, without a byte order mark, that any reader takes: escapes of half a surrogate pair, which the
 * grammar lets through, are refused too. Needs no memory, and no more of the stack for a deep text. */
bool json_is_valid(const char *text, size_t length);

/* A string in quotes. Valid for any bytes: each that is no part of a UTF-8 character becomes U+FFFD. */
void text_add_json_string(struct text *text, const char *bytes, size_t length);

#endif
