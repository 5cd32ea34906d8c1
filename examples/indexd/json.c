/* SPDX-License-Identifier: MIT */
/* Strings as JSON wants them. Not a JSON library: objects are written where they are known. */
#include "json.h"

#include <event2/buffer.h>

#include <stdbool.h>
#include <stddef.h>

static bool
between(unsigned char byte, unsigned char least, unsigned char most)
{
    return byte >= least && byte <= most;
}

/* How many bytes the character at c has, 0 if it is none. The second byte's range keeps out
 * overlong forms, surrogates and what is above U+10FFFF. The final 0 continues nothing, so this
 * never reads past it. */
static size_t
utf8_length(const unsigned char *c)
{
    if (c[0] < 0x80)
        return 1;
    size_t length = between(c[0], 0xC2, 0xDF)   ? 2
                    : between(c[0], 0xE0, 0xEF) ? 3
                    : between(c[0], 0xF0, 0xF4) ? 4
                                                : 0;
    unsigned char least = c[0] == 0xE0 ? 0xA0 : c[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char most = c[0] == 0xED ? 0x9F : c[0] == 0xF4 ? 0x8F : 0xBF;
    if (length && !between(c[1], least, most))
        return 0;
    for (size_t i = 2; i < length; i++)
        if (!between(c[i], 0x80, 0xBF))
            return 0;
    return length;
}

static bool
is_plain(const unsigned char *c)
{
    return c[0] >= 0x20 && c[0] != '"' && c[0] != '\\' && c[0] != 0x7F && utf8_length(c) > 0;
}

static void
add_escaped(struct evbuffer *out, const unsigned char *c)
{
    if (c[0] == '"' || c[0] == '\\')
        evbuffer_add_printf(out, "\\%c", c[0]);
    else
        evbuffer_add_printf(out, "\\u%04x", c[0] < 0x80 ? c[0] : 0xFFFDu);
}

void
json_string(struct evbuffer *out, const char *text)
{
    evbuffer_add(out, "\"", 1);
    for (const unsigned char *c = (const unsigned char *)text; *c;) {
        const unsigned char *end = c;
        while (*end && is_plain(end))
            end += utf8_length(end);
        evbuffer_add(out, c, (size_t)(end - c));
        if (*end)
            add_escaped(out, end++);
        c = end;
    }
    evbuffer_add(out, "\"", 1);
}
