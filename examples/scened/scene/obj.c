/* SPDX-License-Identifier: MIT */
/* Reads Wavefront OBJ text in pieces. Not where the text comes from (import.c).
 *
 * Nothing in the text is trusted: every number is checked where it is read, and a line has a limit. Numbers are read
 * without regard to the locale, which a toolkit may have set to one in which a comma stands for the point. */
#include "obj.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONGEST_LINE = 1 << 16,
    LONGEST_PIECE = 1 << 14 /* bytes, after which no further line is begun */
};

/* What is left of one line. */
struct words {
    const char *at, *end;
};

void
obj_begin(struct obj *obj, const char *text, size_t size)
{
    *obj = (struct obj){.text = text, .at = text, .end = text + size};
}

void
obj_end(struct obj *obj)
{
    free(obj->new_points);
    free(obj->new_triangles);
    *obj = (struct obj){.text = NULL};
}

static int fail(struct obj *obj, const char *format, ...) WEIR_PRINTF_LIKE(2, 3);

static int
fail(struct obj *obj, const char *format, ...)
{
    va_list values;
    int length = snprintf(obj->error, sizeof obj->error, "line %llu: ", (unsigned long long)obj->lines);
    va_start(values, format);
    vsnprintf(obj->error + length, sizeof obj->error - (size_t)length, format, values);
    va_end(values);
    return WEIR_EFAILED;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
at_word_end(const struct words *words)
{
    return words->at == words->end || is_blank(*words->at);
}

static bool
skip_blanks(struct words *words)
{
    while (words->at < words->end && is_blank(*words->at))
        words->at++;
    return words->at < words->end;
}

static bool
skip_char(struct words *words, char c)
{
    bool found = words->at < words->end && *words->at == c;
    words->at += found;
    return found;
}

/* Digits, as many as there are; those that a double cannot tell apart any more only move the point. */
static int
read_digits(struct words *words, double *value, int *places)
{
    int digits = 0;
    for (; words->at < words->end && is_digit(*words->at); words->at++, digits++) {
        if (*value < 1e17) {
            *value = *value * 10 + (*words->at - '0');
            *places -= 1;
        }
    }
    *places += digits;
    return digits;
}

static int
read_exponent(struct words *words, int *exponent)
{
    bool negative = skip_char(words, '-');
    if (!negative)
        skip_char(words, '+');
    int digits = 0, value = 0;
    for (; words->at < words->end && is_digit(*words->at); words->at++, digits++)
        value = value < 10000 ? value * 10 + (*words->at - '0') : value;
    *exponent = negative ? -value : value;
    return digits;
}

static bool
read_float(struct words *words, float *out)
{
    bool negative = skip_char(words, '-');
    if (!negative)
        skip_char(words, '+');
    double value = 0;
    int whole = 0, fraction = 0, exponent = 0;
    int digits = read_digits(words, &value, &whole);
    if (skip_char(words, '.')) {
        int behind = read_digits(words, &value, &fraction);
        digits += behind;
        fraction -= behind;
    }
    if (digits == 0)
        return false;
    if ((skip_char(words, 'e') || skip_char(words, 'E')) && read_exponent(words, &exponent) == 0)
        return false;
    double scaled = value == 0 ? 0 : value * pow(10, whole + fraction + exponent);
    *out = (float)(negative ? -scaled : scaled);
    return at_word_end(words) && isfinite(*out);
}

static bool
read_integer(struct words *words, int64_t *out)
{
    bool negative = skip_char(words, '-');
    const char *begin = words->at;
    int64_t value = 0;
    for (; words->at < words->end && is_digit(*words->at); words->at++)
        value = value < INT64_MAX / 100 ? value * 10 + (*words->at - '0') : value;
    *out = negative ? -value : value;
    return words->at > begin;
}

/* One more of what has room for a power of two, at least 8; NULL: no memory, all is as it was. */
static void *
room_for_one(void *memory, size_t have, size_t size)
{
    if (have == 0 && memory)
        return memory;
    bool full = have == 0 || (have >= 8 && (have & (have - 1)) == 0);
    return full ? reallocarray(memory, have ? have * 2 : 8, size) : memory;
}

static int
read_point(struct obj *obj, struct words words)
{
    float xyz[3];
    for (int i = 0; i < 3; i++)
        if (!skip_blanks(&words) || !read_float(&words, &xyz[i]))
            return fail(obj, "a point takes three numbers");
    if (obj->points == UINT32_MAX)
        return fail(obj, "more points than can be counted here");
    void *room = room_for_one(obj->new_points, obj->new_point_count, sizeof *obj->new_points);
    if (!room)
        return WEIR_ENOMEM;
    obj->new_points = room;
    obj->new_points[obj->new_point_count++] = (struct scene_point){xyz[0], xyz[1], xyz[2]};
    obj->points++;
    return 1;
}

/* What may stand behind the point of a corner: /texture, //normal or /texture/normal. None is used. */
static bool
skip_rest_of_corner(struct words *words)
{
    int64_t unused;
    for (int slashes = 0; slashes < 2 && skip_char(words, '/'); slashes++) {
        bool left_out = slashes == 0 && words->at < words->end && *words->at == '/';
        if (!left_out && !read_integer(words, &unused))
            return false;
    }
    return at_word_end(words);
}

/* Counted from 1, or from the last point backwards. */
static int
read_corner(struct obj *obj, struct words *words, uint32_t *place)
{
    int64_t number;
    if (!read_integer(words, &number) || !skip_rest_of_corner(words))
        return fail(obj, "a corner is a number, or numbers between slashes");
    int64_t points = (int64_t)obj->points;
    int64_t from_0 = number < 0 ? points + number : number - 1;
    if (number == 0 || from_0 < 0 || from_0 >= points)
        return fail(obj, "there is no point %lld among the %lld before it", (long long)number,
                    (long long)points);
    *place = (uint32_t)from_0;
    return 1;
}

static int
add_triangle(struct obj *obj, uint32_t a, uint32_t b, uint32_t c)
{
    void *room = room_for_one(obj->new_triangles, obj->new_triangle_count, sizeof *obj->new_triangles);
    if (!room)
        return WEIR_ENOMEM;
    obj->new_triangles = room;
    uint32_t *corners = obj->new_triangles[obj->new_triangle_count++];
    corners[0] = a;
    corners[1] = b;
    corners[2] = c;
    return 1;
}

/* A face of n corners is a fan of n - 2 triangles. */
static int
read_corners(struct obj *obj, struct words words)
{
    uint32_t first = 0, last = 0, place = 0;
    int corners = 0, answer = 1;
    for (; answer > 0 && skip_blanks(&words); corners++) {
        answer = read_corner(obj, &words, &place);
        if (answer > 0 && corners >= 2)
            answer = add_triangle(obj, first, last, place);
        if (corners == 0)
            first = place;
        last = place;
    }
    return answer > 0 && corners < 3 ? fail(obj, "a face takes three corners") : answer;
}

static int
read_face(struct obj *obj, struct words words)
{
    size_t before = obj->new_triangle_count;
    int answer = read_corners(obj, words);
    if (answer < 0)
        obj->new_triangle_count = before; /* no half of a face */
    return answer;
}

static int
read_line(struct obj *obj)
{
    size_t left = (size_t)(obj->end - obj->at);
    size_t look = left < LONGEST_LINE ? left : LONGEST_LINE;
    const char *end = memchr(obj->at, '\n', look);
    obj->lines++;
    if (!end && left > LONGEST_LINE)
        return fail(obj, "it is longer than %d bytes", LONGEST_LINE);
    struct words words = {obj->at, end ? end : obj->end};
    obj->at = end ? end + 1 : obj->end;
    if (words.end > words.at && words.end[-1] == '\r')
        words.end--;
    if (!skip_blanks(&words))
        return 1;
    char kind = *words.at++;
    if ((kind != 'v' && kind != 'f') || !at_word_end(&words))
        return 1;
    return kind == 'v' ? read_point(obj, words) : read_face(obj, words);
}

int
obj_next(struct obj *obj, size_t lines)
{
    obj->new_point_count = obj->new_triangle_count = 0;
    const char *begin = obj->at;
    int answer = 1;
    for (size_t i = 0; i < lines && obj->at < obj->end && obj->at - begin < LONGEST_PIECE && answer > 0; i++)
        answer = read_line(obj);
    return answer > 0 && obj->at == obj->end ? 0 : answer;
}
