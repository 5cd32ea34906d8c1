/* SPDX-License-Identifier: MIT */
/* Memory, and words in it. Not where they are shown or written: window.h, say.h. */
#ifndef HASH_TEXT_H
#define HASH_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

/* Zeroed memory, for free. They end the program if there is none. */
void *need(size_t size);
void *need_more(void *memory, size_t size);

/* Words that are made here are the caller's, for free. */
wchar_t *text_copy(const wchar_t *text);
wchar_t *text_format(const wchar_t *format, ...);

/* What Windows says about an error, in one line. */
wchar_t *text_of_error(uint32_t error);

/* A number of bytes for people, as Windows writes it. */
enum {
    TEXT_SIZE = 32
};
void text_of_size(uint64_t bytes, wchar_t text[TEXT_SIZE]);

/* UTF-8. Half of a surrogate pair, which a name may hold, becomes U+FFFD. */
char *text_utf8(const wchar_t *text);

#endif
