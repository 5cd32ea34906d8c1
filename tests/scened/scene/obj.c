/* SPDX-License-Identifier: MIT */
/* Laws of OBJ texts: what is read from them, what is refused and at which line, and that nothing behind them is touched.
 * Not of the tool that imports them. */
#include "parts.h"

#include "obj.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fixture: what a text holds, read in pieces. */

enum {
    MOST = 64
};

struct held {
    struct scene_point points[MOST];
    uint32_t triangles[MOST][3];
    size_t point_count, triangle_count;
    uint64_t lines;
    int answer;
    char error[160];
};

static void
take(struct held *held, const struct obj *obj)
{
    ck_assert_uint_le(held->point_count + obj->new_point_count, MOST);
    ck_assert_uint_le(held->triangle_count + obj->new_triangle_count, MOST);
    for (size_t i = 0; i < obj->new_point_count; i++)
        held->points[held->point_count++] = obj->new_points[i];
    for (size_t i = 0; i < obj->new_triangle_count; i++)
        memcpy(held->triangles[held->triangle_count++], obj->new_triangles[i], sizeof *held->triangles);
}

/* In memory of that length and no longer, so that a sanitizer sees what reads on. */
static struct held
read_part(const char *text, size_t size, size_t lines)
{
    struct held held = {.answer = 1};
    struct obj obj;
    char *copy = malloc(size + 1), *at = copy + 1;
    memcpy(at, text, size);
    obj_begin(&obj, at, size);
    while (held.answer > 0) {
        held.answer = obj_next(&obj, lines);
        take(&held, &obj);
    }
    held.lines = obj.lines;
    memcpy(held.error, obj.error, sizeof held.error);
    obj_end(&obj);
    free(copy);
    return held;
}

static struct held
read_all(const char *text)
{
    return read_part(text, strlen(text), SIZE_MAX);
}

static void
assert_triangle(const struct held *held, size_t i, uint32_t a, uint32_t b, uint32_t c)
{
    ck_assert_uint_lt(i, held->triangle_count);
    ck_assert_uint_eq(held->triangles[i][0], a);
    ck_assert_uint_eq(held->triangles[i][1], b);
    ck_assert_uint_eq(held->triangles[i][2], c);
}

#define FIVE "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 2 0\n"

static const char MIXED[] =
    "# made by hand\nmtllib x.mtl\no thing\nv 0 0 0\r\nv 1 0 0\r\n\n"
    "\tv  1.5e0   +1 -.5 \nvn 0 0 1\nvt 0.5 0.5\nv 0 1 0\n"
    "usemtl red\nf 1/1/1 2/1/1 3/1/1 4/1/1\ns off\nf -1//1 -2//1 1//1\nf 2/1 3/1 -1/1";

/* Laws. */

START_TEST(points_and_faces_are_read_and_all_else_is_passed_over)
{
    struct held held = read_all(MIXED);
    ck_assert_int_eq(held.answer, 0);
    ck_assert_uint_eq(held.point_count, 4);
    ck_assert(held.points[2].x == 1.5F && held.points[2].y == 1 && held.points[2].z == -0.5F);
    ck_assert_uint_eq(held.triangle_count, 4);
    ck_assert_uint_eq(held.lines, 15);
}
END_TEST

START_TEST(a_face_of_many_corners_is_a_fan)
{
    struct held held = read_all(FIVE "f 1 2 3 4 5\n");
    ck_assert_uint_eq(held.triangle_count, 3);
    assert_triangle(&held, 0, 0, 1, 2);
    assert_triangle(&held, 1, 0, 2, 3);
    assert_triangle(&held, 2, 0, 3, 4);
}
END_TEST

START_TEST(a_negative_number_counts_from_the_last_point_back)
{
    struct held held = read_all("v 0 0 0\nv 1 0 0\nv 1 1 0\nf -3 -2 -1\nv 2 2 2\nf -3 -2 -1\n");
    ck_assert_uint_eq(held.triangle_count, 2);
    assert_triangle(&held, 0, 0, 1, 2);
    assert_triangle(&held, 1, 1, 2, 3);
}
END_TEST

START_TEST(numbers_are_what_the_library_takes_them_for)
{
    static const char *const numbers[] = {"0",
                                          "-0.0",
                                          "1.",
                                          ".25",
                                          "+7",
                                          "1e3",
                                          "1E-3",
                                          "2.5e+2",
                                          "0.1",
                                          "16777217",
                                          "1e-40",
                                          "3.4028234e38",
                                          "1e-5000",
                                          "0e9999",
                                          "0.00000000000000000000000000001",
                                          "123456789012345678901234567890",
                                          "3.14159265358979323846264338327950288"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[128];
        snprintf(text, sizeof text, "v %s 0 0", numbers[i]);
        struct held held = read_all(text);
        float wanted = strtof(numbers[i], NULL), off = held.points[0].x - wanted;
        ck_assert_msg(held.answer == 0 && held.point_count == 1, "%s: %s", numbers[i], held.error);
        ck_assert_msg((off < 0 ? -off : off) <= (wanted < 0 ? -wanted : wanted) * 1.2e-7F, "%s is not %.9g",
                      numbers[i], (double)held.points[0].x);
    }
}
END_TEST

static const struct {
    const char *text, *error;
} BROKEN[] = {
    {"v 1 2", "line 1: a point takes three numbers"},
    {"\n\nv 1 2 x", "line 3: a point takes three numbers"},
    {"v 1 2 3x", "line 1: a point takes three numbers"},
    {"v 1,5 2 3", "line 1: a point takes three numbers"},
    {"v nan 0 0", "line 1: a point takes three numbers"},
    {"v inf 0 0", "line 1: a point takes three numbers"},
    {"v 1e400 0 0", "line 1: a point takes three numbers"},
    {"v 1e 0 0", "line 1: a point takes three numbers"},
    {"v . 0 0", "line 1: a point takes three numbers"},
    {"v - 0 0", "line 1: a point takes three numbers"},
    {FIVE "f", "line 6: a face takes three corners"},
    {FIVE "f 1 2", "line 6: a face takes three corners"},
    {FIVE "f 1 2 6", "line 6: there is no point 6 among the 5 before it"},
    {FIVE "f 1 2 3 0", "line 6: there is no point 0 among the 5 before it"},
    {FIVE "f 1 2 -6", "line 6: there is no point -6 among the 5 before it"},
    {"f 1 2 3\n" FIVE, "line 1: there is no point 1 among the 0 before it"},
    {FIVE "f 1 2 99999999999999999999999", "line 6: there is no point "},
    {FIVE "f 1 2 -99999999999999999999999", "line 6: there is no point "},
    {FIVE "f 1 2 three", "line 6: a corner is a number, or numbers between slashes"},
    {FIVE "f 1/ 2 3", "line 6: a corner is a number, or numbers between slashes"},
    {FIVE "f 1/1/ 2 3", "line 6: a corner is a number, or numbers between slashes"},
    {FIVE "f 1/1/1/1 2 3", "line 6: a corner is a number, or numbers between slashes"},
    {FIVE "f 1 2 3-", "line 6: a corner is a number, or numbers between slashes"},
};

enum {
    BROKEN_COUNT = sizeof BROKEN / sizeof *BROKEN
};

START_TEST(what_is_wrong_is_refused_with_its_line)
{
    struct held held = read_all(BROKEN[_i].text);
    ck_assert_int_eq(held.answer, WEIR_EFAILED);
    ck_assert_msg(strncmp(held.error, BROKEN[_i].error, strlen(BROKEN[_i].error)) == 0, "%s", held.error);
}
END_TEST

START_TEST(what_came_before_is_kept_but_no_half_of_a_face)
{
    struct held held = read_all(FIVE "f 1 2 3\nf 1 2 3 4 9\nv 7 7 7\n");
    ck_assert_int_eq(held.answer, WEIR_EFAILED);
    ck_assert_uint_eq(held.point_count, 5);
    ck_assert_uint_eq(held.triangle_count, 1);
}
END_TEST

START_TEST(pieces_of_any_size_hold_the_same)
{
    struct held whole = read_all(MIXED);
    for (size_t lines = 1; lines < 20; lines++) {
        struct held held = read_part(MIXED, strlen(MIXED), lines);
        ck_assert_mem_eq(&held, &whole, sizeof held);
    }
}
END_TEST

START_TEST(a_text_that_is_cut_holds_the_beginning)
{
    struct held whole = read_all(MIXED);
    for (size_t size = 0; size < strlen(MIXED); size++) {
        struct held held = read_part(MIXED, size, 3);
        size_t sure = held.point_count ? held.point_count - 1 : 0; /* the last number may be cut */
        ck_assert_uint_le(held.point_count, whole.point_count);
        ck_assert_mem_eq(held.points, whole.points, sure * sizeof *held.points);
        for (size_t i = 0; i < held.triangle_count; i++)
            for (int corner = 0; corner < 3; corner++)
                ck_assert_uint_lt(held.triangles[i][corner], held.point_count);
    }
}
END_TEST

START_TEST(bytes_of_any_kind_end)
{
    uint32_t state = 12345;
    for (int round = 0; round < 2000; round++) {
        static const char few[] = "vf 0123456789-+.eE/\n\r\t#x";
        char text[120];
        for (size_t i = 0; i < sizeof text; i++) {
            state = state * 1664525 + 1013904223;
            text[i] = state >> 31 ? few[(state >> 16) % (sizeof few - 1)] : (char)(state >> 20);
        }
        struct held held = read_part(text, sizeof text, 2);
        ck_assert(held.answer == 0 || (held.answer == WEIR_EFAILED && held.error[0]));
    }
}
END_TEST

START_TEST(long_lines_make_short_pieces)
{
    enum {
        LENGTH = 10000,
        LINES = 20
    };
    char *text = malloc(LENGTH * LINES);
    struct obj obj;
    int pieces = 1;
    memset(text, ' ', LENGTH * LINES);
    for (int i = 0; i < LINES; i++)
        text[LENGTH * i] = '\n';
    obj_begin(&obj, text, LENGTH * LINES);
    while (obj_next(&obj, SIZE_MAX) > 0)
        pieces++;
    ck_assert_int_ge(pieces, LINES / 2);
    obj_end(&obj);
    free(text);
}
END_TEST

START_TEST(a_line_has_a_limit)
{
    size_t size = 70000;
    char *text = malloc(size);
    memset(text, ' ', size);
    struct held held = read_part(text, size, 1);
    ck_assert_int_eq(held.answer, WEIR_EFAILED);
    ck_assert_str_eq(held.error, "line 1: it is longer than 65536 bytes");
    text[60000] = '\n';
    ck_assert_int_eq(read_part(text, size, 1).answer, 0);
    free(text);
}
END_TEST

Suite *
suite_of_obj(void)
{
    Suite *suite = suite_create("obj");
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, points_and_faces_are_read_and_all_else_is_passed_over);
    tcase_add_test(tcase, a_face_of_many_corners_is_a_fan);
    tcase_add_test(tcase, a_negative_number_counts_from_the_last_point_back);
    tcase_add_test(tcase, numbers_are_what_the_library_takes_them_for);
    tcase_add_loop_test(tcase, what_is_wrong_is_refused_with_its_line, 0, BROKEN_COUNT);
    tcase_add_test(tcase, what_came_before_is_kept_but_no_half_of_a_face);
    tcase_add_test(tcase, pieces_of_any_size_hold_the_same);
    tcase_add_test(tcase, a_text_that_is_cut_holds_the_beginning);
    tcase_add_test(tcase, bytes_of_any_kind_end);
    tcase_add_test(tcase, long_lines_make_short_pieces);
    tcase_add_test(tcase, a_line_has_a_limit);
    suite_add_tcase(suite, tcase);
    return suite;
}
