/* SPDX-License-Identifier: MIT */
/* Texts that are not ours, as JSON: names of tasks, descriptions, errors. */
#ifndef SCENED_WORDS_H
#define SCENED_WORDS_H

#include <jansson.h>

/* A new reference, null for NULL. What is not UTF-8 is told with a ? for each byte of it that is not ASCII. NULL: no
 * memory. */
json_t *words_json(const char *text);

#endif
