/* SPDX-License-Identifier: MIT */
/* Checks a JSON text in one pass, and writes strings. Not what the strings are. */
#include "jobs/json.h"

#include <stdint.h>
#include <string.h>

/* Each read_ function begins at `at`, and leaves `at` behind what it has read. false: it is not there; nothing is read
 * any more then. */
struct reader {
    const char *at, *end;
    unsigned depth;
    uint64_t is_object[JSON_DEPTH / 64]; /* a bit for each that is open: {, not [ */
};

/* The byte at `at`; 0 at the end, where no rule allows a 0 either. */
static char
peek(const struct reader *reader)
{
    return reader->at < reader->end ? *reader->at : '\0';
}

static bool
read_byte(struct reader *reader, char wanted)
{
    if (reader->at == reader->end || *reader->at != wanted)
        return false;
    reader->at++;
    return true;
}

static void
skip_blanks(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\n' || peek(reader) == '\t' || peek(reader) == '\r')
        reader->at++;
}

static bool
read_word(struct reader *reader, const char *word)
{
    while (*word)
        if (!read_byte(reader, *word++))
            return false;
    return true;
}

static bool
is_digit(char byte)
{
    return '0' <= byte && byte <= '9';
}

static bool
read_digits(struct reader *reader)
{
    if (!is_digit(peek(reader)))
        return false;
    while (is_digit(peek(reader)))
        reader->at++;
    return true;
}

static bool
read_number(struct reader *reader)
{
    read_byte(reader, '-');
    if (!read_byte(reader, '0') && !read_digits(reader))
        return false;
    if (read_byte(reader, '.') && !read_digits(reader))
        return false;
    if (!read_byte(reader, 'e') && !read_byte(reader, 'E'))
        return true;
    if (!read_byte(reader, '+'))
        read_byte(reader, '-');
    return read_digits(reader);
}

static int
hex_value(char byte)
{
    return is_digit(byte)               ? byte - '0'
           : 'a' <= byte && byte <= 'f' ? byte - 'a' + 10
           : 'A' <= byte && byte <= 'F' ? byte - 'A' + 10
                                        : -1;
}

/* The four digits behind \u. */
static bool
read_hex(struct reader *reader, unsigned *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++) {
        int value = hex_value(peek(reader));
        if (value < 0)
            return false;
        *code = *code * 16 + (unsigned)value;
        reader->at++;
    }
    return true;
}

static bool
read_escaped_unit(struct reader *reader)
{
    unsigned first, second;
    if (!read_hex(reader, &first))
        return false;
    if (first < 0xD800 || first > 0xDFFF)
        return true;
    return first < 0xDC00 && read_word(reader, "\\u") && read_hex(reader, &second) && second >= 0xDC00 &&
           second <= 0xDFFF;
}

static bool
read_escape(struct reader *reader)
{
    if (read_byte(reader, 'u'))
        return read_escaped_unit(reader);
    char byte = peek(reader);
    if (byte == '\0' || !strchr("\"\\/bfnrt", byte))
        return false;
    reader->at++;
    return true;
}

static bool
read_character(struct reader *reader)
{
    if ((unsigned char)peek(reader) < 0x20)
        return false;
    size_t length = text_character(reader->at, reader->end);
    reader->at += length;
    return length > 0;
}

static bool
read_string(struct reader *reader)
{
    if (!read_byte(reader, '"'))
        return false;
    while (!read_byte(reader, '"'))
        if (!(read_byte(reader, '\\') ? read_escape(reader) : read_character(reader)))
            return false;
    return true;
}

static bool
read_scalar(struct reader *reader)
{
    switch (peek(reader)) {
    case '"':
        return read_string(reader);
    case 't':
        return read_word(reader, "true");
    case 'f':
        return read_word(reader, "false");
    case 'n':
        return read_word(reader, "null");
    default:
        return read_number(reader);
    }
}

/* A name of an object, up to its value. */
static bool
read_name(struct reader *reader)
{
    skip_blanks(reader);
    if (!read_string(reader))
        return false;
    skip_blanks(reader);
    return read_byte(reader, ':');
}

static bool
in_object(const struct reader *reader)
{
    unsigned last = reader->depth - 1;
    return reader->is_object[last / 64] >> last % 64 & 1;
}

static bool
open_container(struct reader *reader, bool object)
{
    if (reader->depth == JSON_DEPTH)
        return false;
    uint64_t bit = (uint64_t)1 << reader->depth % 64;
    uint64_t *word = &reader->is_object[reader->depth / 64];
    *word = object ? *word | bit : *word & ~bit;
    reader->depth++;
    return true;
}

static bool
close_container(struct reader *reader)
{
    if (!read_byte(reader, in_object(reader) ? '}' : ']'))
        return false;
    reader->depth--;
    return true;
}

/* From where a value is wanted to behind the first that is whole: a scalar, or a container that is empty. */
static bool
read_down(struct reader *reader)
{
    for (;;) {
        skip_blanks(reader);
        bool object = peek(reader) == '{';
        if (!object && peek(reader) != '[')
            return read_scalar(reader);
        reader->at++;
        if (!open_container(reader, object))
            return false;
        skip_blanks(reader);
        if (close_container(reader))
            return true;
        if (object && !read_name(reader))
            return false;
    }
}

/* From behind a value to where the next is wanted, or to the end of the last that was open. */
static bool
read_up(struct reader *reader)
{
    while (reader->depth > 0) {
        skip_blanks(reader);
        if (read_byte(reader, ','))
            return !in_object(reader) || read_name(reader);
        if (!close_container(reader))
            return false;
    }
    return true;
}

bool
json_is_valid(const char *text, size_t length)
{
    if (!text)
        return false;
    struct reader reader = {.at = text, .end = text + length};
    do
        if (!read_down(&reader) || !read_up(&reader))
            return false;
    while (reader.depth > 0);
    skip_blanks(&reader);
    return reader.at == reader.end;
}

/* How many bytes from `at` on stand in a string as they are. */
static size_t
plain_length(const char *at, const char *end)
{
    const char *c = at;
    size_t length;
    while (c < end && (unsigned char)*c >= 0x20 && *c != '"' && *c != '\\' &&
           (length = text_character(c, end)))
        c += length;
    return (size_t)(c - at);
}

static void
add_escaped(struct text *text, char byte)
{
    if ((unsigned char)byte >= 0x80)
        text_add_string(text, "\xEF\xBF\xBD"); /* U+FFFD */
    else
        text_add(text, byte == '"' || byte == '\\' ? "\\%c" : "\\u%04x", byte);
}

void
text_add_json_string(struct text *text, const char *bytes, size_t length)
{
    const char *end = bytes + length;
    text_add_string(text, "\"");
    for (const char *at = bytes; at < end;) {
        size_t plain = plain_length(at, end);
        text_add_bytes(text, at, plain);
        at += plain;
        if (at < end)
            add_escaped(text, *at++);
    }
    text_add_string(text, "\"");
}
