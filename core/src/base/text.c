/* SPDX-License-Identifier: MIT */
/* Adding to a text that may be too small, and where a character of UTF-8 ends. Not what is written. */
#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct text
text_begin(char *at, size_t size)
{
    if (size > 0)
        at[0] = '\0';
    return (struct text){at, size, 0};
}

static size_t
room_of(const struct text *text)
{
    return text->length < text->size ? text->size - text->length : 0;
}

void
text_add(struct text *text, const char *format, ...)
{
    size_t room = room_of(text);
    va_list arguments;
    va_start(arguments, format);
    int more = vsnprintf(room ? text->at + text->length : NULL, room, format, arguments);
    va_end(arguments);
    text->length += more > 0 ? (size_t)more : 0;
}

void
text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    size_t room = room_of(text);
    if (room > 0) {
        size_t fits = length < room ? length : room - 1;
        memcpy(text->at + text->length, bytes, fits);
        text->at[text->length + fits] = '\0';
    }
    text->length += length;
}

void
text_add_string(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

static bool
is_between(unsigned char byte, unsigned char least, unsigned char most)
{
    return least <= byte && byte <= most;
}

/* The length that a first byte announces. C0, C1 and F5 to FF begin nothing. */
static size_t
announced(unsigned char first)
{
    return first < 0x80                    ? 1
           : is_between(first, 0xC2, 0xDF) ? 2
           : is_between(first, 0xE0, 0xEF) ? 3
           : is_between(first, 0xF0, 0xF4) ? 4
                                           : 0;
}

size_t
text_character(const char *at, const char *end)
{
    const unsigned char *c = (const unsigned char *)at;
    size_t length = announced(c[0]);
    if (length < 2 || (size_t)(end - at) < length)
        return length < 2 ? length : 0;
    /* The second byte's range keeps out what a shorter form could say, surrogates, and what is above U+10FFFF. */
    unsigned char least = c[0] == 0xE0 ? 0xA0 : c[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char most = c[0] == 0xED ? 0x9F : c[0] == 0xF4 ? 0x8F : 0xBF;
    if (!is_between(c[1], least, most))
        return 0;
    for (size_t i = 2; i < length; i++)
        if (!is_between(c[i], 0x80, 0xBF))
            return 0;
    return length;
}

size_t
cut_text(const char *text, size_t limit)
{
    size_t length = strlen(text);
    if (length <= limit)
        return length;
    while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}
