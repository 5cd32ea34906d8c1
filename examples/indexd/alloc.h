/* SPDX-License-Identifier: MIT */
/* Memory that is there or ends the program with one clear line. Not a pool, nor any accounting. */
#ifndef INDEXD_ALLOC_H
#define INDEXD_ALLOC_H

#include <stddef.h>

/* An indexer without memory has nothing better to do than to be restarted: no caller checks. */
void *need(size_t bytes); /* zeroed */
void *need_more(void *old, size_t bytes);
char *need_copy(const char *text);
void *needed(void *memory); /* as it is, if it is there */

#endif
