/* SPDX-License-Identifier: MIT */
/* Laws of drawing: what covers what, and that nothing is written outside of the picture. Not of how it looks. */
#include "parts.h"

#include "render.h"

#include <string.h>

#define HALF_TURN 3.141592653589793

/* Fixture. */

enum {
    SIDE = 33, /* odd: it has a pixel in the middle */
    PIXELS = SIDE * SIDE,
    MIDDLE = PIXELS / 2
};

struct drawn {
    uint32_t pixels[PIXELS];
    float depth[PIXELS];
};

static struct drawn one, other;

static void
draw(struct drawn *drawn, double yaw, double pitch)
{
    memset(drawn, 0xA5, sizeof *drawn);
    render(scene, yaw, pitch, SIDE, SIDE, drawn->pixels, drawn->depth);
}

static int
covered(const struct drawn *drawn)
{
    int count = 0;
    for (int i = 0; i < PIXELS; i++)
        count += drawn->depth[i] > 0;
    return count;
}

static uint32_t
middle_from(double yaw)
{
    draw(&one, yaw, 0);
    return one.pixels[MIDDLE];
}

/* Laws. */

START_TEST(an_empty_scene_is_background)
{
    int64_t id = 0;
    draw(&one, 0, 0);
    scene_create_mesh(scene, "nothing in it", &id);
    draw(&other, 1, 1);
    ck_assert_mem_eq(&one, &other, sizeof one);
    ck_assert_int_eq(covered(&one), 0);
    for (int i = 0; i < PIXELS; i++) {
        const uint8_t *bytes = (const uint8_t *)&one.pixels[i];
        ck_assert_uint_eq(bytes[3], 255);
        ck_assert_uint_eq(one.pixels[i], one.pixels[i / SIDE * SIDE]);
    }
}
END_TEST

START_TEST(an_object_covers_the_middle_and_no_corner)
{
    draw(&other, 0, 0);
    cube_at(5, 5, 5);
    for (int i = 0; i < 8; i++) {
        draw(&one, i, 0.5);
        ck_assert_int_gt(covered(&one), PIXELS / 10);
        ck_assert_int_lt(covered(&one), PIXELS);
        ck_assert_float_gt(one.depth[MIDDLE], 0);
        ck_assert_uint_ne(one.pixels[MIDDLE], other.pixels[MIDDLE]);
        ck_assert_float_eq(one.depth[0], 0);
        ck_assert_uint_eq(one.pixels[0], other.pixels[0]);
    }
}
END_TEST

START_TEST(what_is_nearer_hides_what_is_farther)
{
    int64_t first = cube_at(0, 0, 2), second = cube_at(0, 0, -2);
    uint32_t first_in_front = middle_from(0), second_in_front = middle_from(HALF_TURN);
    ck_assert_uint_ne(first_in_front, second_in_front);
    scene_move(scene, first, (struct scene_point){0, 0, -2});
    scene_move(scene, second, (struct scene_point){0, 0, 2});
    ck_assert_uint_eq(middle_from(0), second_in_front);
    ck_assert_uint_eq(middle_from(HALF_TURN), first_in_front);
}
END_TEST

START_TEST(what_is_nearer_is_larger)
{
    int covered[2] = {0, 0};
    cube_at(-3, 0, 3);
    cube_at(3, 0, -3);
    draw(&one, 0, 0);
    for (int i = 0; i < PIXELS; i++)
        covered[i % SIDE > SIDE / 2] += one.depth[i] > 0;
    ck_assert_int_gt(covered[1], 0);
    ck_assert_int_gt(covered[0], covered[1]);
}
END_TEST

static void
draw_pair(struct drawn *drawn, struct scene_point at, float size)
{
    int64_t left, right, empty;
    ck_assert_int_eq(scene_create(scene, "cone", NULL, at, size, &left), 0);
    at.x += size;
    ck_assert_int_eq(scene_create(scene, "cone", NULL, at, size, &right), 0);
    ck_assert_int_eq(scene_create_mesh(scene, "nothing in it", &empty), 0);
    draw(drawn, 0.7, 0.3);
    scene_delete(scene, left);
    scene_delete(scene, right);
    scene_delete(scene, empty);
}

START_TEST(the_scene_fills_the_picture_wherever_it_is_and_however_large)
{
    static const float sizes[] = {1, 1.0F / 256, 1024};
    draw_pair(&one, (struct scene_point){0, 0, 0}, 1);
    for (int i = 0; i < 3; i++) {
        draw_pair(&other, (struct scene_point){512, 1024, -512}, sizes[i]);
        ck_assert_int_gt(covered(&other), PIXELS / 10);
        ck_assert_int_eq(covered(&other), covered(&one));
    }
}
END_TEST

/* Begins, draws for so many pixels, lets `change` happen, goes on to the end. How many pieces there were. */
static int
draw_in_pieces(struct drawn *drawn, size_t piece, void (*change)(void))
{
    int pieces = 1;
    struct render part = {.width = SIDE, .height = SIDE, .pixels = drawn->pixels, .depth = drawn->depth};
    render_begin(&part, scene, 0.7, 0.3);
    for (; !render_some(&part, scene, piece); pieces++)
        if (change)
            change();
    return pieces;
}

START_TEST(pieces_of_any_size_draw_the_same)
{
    int64_t id = 0;
    cube_at(-1, 0, 0);
    scene_create_mesh(scene, "nothing in it", &id);
    cube_at(1, 0, 0);
    draw(&one, 0.7, 0.3);
    for (size_t piece = 1; piece < 2500; piece += 40) {
        draw_in_pieces(&other, piece, NULL);
        ck_assert_mem_eq(&one, &other, sizeof one);
    }
}
END_TEST

/* The same triangles, once as large as the picture and once as small as a pixel beside what is far away. */
START_TEST(what_covers_more_takes_more_pieces)
{
    int64_t id = 0;
    const struct scene_point far = {1000, 1000, 1000};
    cube_at(0, 0, 0);
    int large = draw_in_pieces(&one, 12 * 64, NULL);
    scene_create_mesh(scene, "a point", &id);
    scene_add(scene, id, &far, 1, NULL, 0);
    int small = draw_in_pieces(&one, 12 * 64, NULL);
    ck_assert_int_gt(large, small);
}
END_TEST

static void
delete_first(void)
{
    if (scene->count > 1)
        scene_delete(scene, scene->objects[0]->id);
}

START_TEST(what_is_deleted_meanwhile_is_not_drawn_on)
{
    for (int i = 0; i < 4; i++)
        cube_at((float)i, 0, 0);
    draw_in_pieces(&one, 5, delete_first);
    ck_assert_uint_eq(scene->count, 1);
    ck_assert_int_gt(covered(&one), 0);
}
END_TEST

/* Begun with a cube in the middle, which is then moved. The picture lies between margins; true: they are untouched. */
static bool
draw_moved(struct scene_point to)
{
    static struct {
        uint32_t above[PIXELS], pixels[PIXELS], below[PIXELS];
        float depth_above[PIXELS], depth[PIXELS], depth_below[PIXELS];
    } wide;
    struct render part = {.width = SIDE, .height = SIDE, .pixels = wide.pixels, .depth = wide.depth};
    int64_t id = cube_at(0, 0, 0);
    bool untouched = true;
    memset(&wide, 0, sizeof wide);
    render_begin(&part, scene, 0, 0);
    scene_move(scene, id, to);
    ck_assert(render_some(&part, scene, SIZE_MAX));
    scene_delete(scene, id);
    memcpy(one.depth, wide.depth, sizeof one.depth);
    for (int i = 0; i < PIXELS; i++)
        untouched = untouched && wide.above[i] == 0 && wide.below[i] == 0 && wide.depth_above[i] == 0 &&
                    wide.depth_below[i] == 0;
    return untouched;
}

START_TEST(what_moves_over_the_edge_meanwhile_is_cut_there)
{
    for (int x = -1; x <= 1; x++)
        for (int y = -1; y <= 1; y++) {
            ck_assert(draw_moved((struct scene_point){0.6F * (float)x, 0.6F * (float)y, 0}));
            ck_assert_int_gt(covered(&one), 0);
            for (int i = 0; i < SIDE; i++) { /* what is over one edge does not come back at the other */
                ck_assert(x != 1 || one.depth[i * SIDE] == 0);
                ck_assert(x != -1 || one.depth[i * SIDE + SIDE - 1] == 0);
            }
        }
}
END_TEST

START_TEST(what_moves_to_the_eye_or_behind_it_meanwhile_is_not_drawn)
{
    for (int i = 0; i < 40; i++) {
        ck_assert(draw_moved((struct scene_point){0, 0, 2 + (float)i / 10}));
        ck_assert_int_eq(covered(&one), 0);
    }
}
END_TEST

START_TEST(no_coordinate_leads_out_of_the_picture)
{
    static const float far[] = {-3e38F, 3e38F, 1e6F, -1e-30F, 0};
    struct scene_point points[3];
    const uint32_t triangle[1][3] = {{0, 1, 2}};
    int64_t id = 0;
    for (unsigned i = 0; i < 125; i++) {
        points[0] = (struct scene_point){far[i % 5], far[i / 5 % 5], far[i / 25]};
        points[1] = (struct scene_point){1, far[i % 5], 0};
        points[2] = (struct scene_point){far[i / 25], 1, far[i / 5 % 5]};
        ck_assert_int_eq(scene_create_mesh(scene, NULL, &id), 0);
        ck_assert_int_eq(scene_add(scene, id, points, 3, triangle, 1), 0);
    }
    for (int i = 0; i < 8; i++)
        draw(&one, i, i);
    for (int i = 0; i < PIXELS; i++)
        ck_assert_uint_eq(((const uint8_t *)&one.pixels[i])[3], 255);
}
END_TEST

Suite *
suite_of_render(void)
{
    Suite *suite = suite_create("render");
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, open_scene, close_scene);
    tcase_add_test(tcase, an_empty_scene_is_background);
    tcase_add_test(tcase, an_object_covers_the_middle_and_no_corner);
    tcase_add_test(tcase, what_is_nearer_hides_what_is_farther);
    tcase_add_test(tcase, what_is_nearer_is_larger);
    tcase_add_test(tcase, the_scene_fills_the_picture_wherever_it_is_and_however_large);
    tcase_add_test(tcase, pieces_of_any_size_draw_the_same);
    tcase_add_test(tcase, what_covers_more_takes_more_pieces);
    tcase_add_test(tcase, what_is_deleted_meanwhile_is_not_drawn_on);
    tcase_add_test(tcase, what_moves_over_the_edge_meanwhile_is_cut_there);
    tcase_add_test(tcase, what_moves_to_the_eye_or_behind_it_meanwhile_is_not_drawn);
    tcase_add_test(tcase, no_coordinate_leads_out_of_the_picture);
    suite_add_tcase(suite, tcase);
    return suite;
}
