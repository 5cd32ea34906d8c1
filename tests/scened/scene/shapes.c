/* SPDX-License-Identifier: MIT */
/* Laws of the shapes: each is one closed surface, seen from outside, one unit wide. Not of objects. */
#include "parts.h"

static const char *const KINDS[] = {"cube", "sphere", "cone"};

/* Fixture. */

static const struct scene_mesh *
mesh_of(int kind)
{
    int64_t id = 0;
    ck_assert_int_eq(scene_create(scene, KINDS[kind], NULL, (struct scene_point){0, 0, 0}, 1, &id), 0);
    return &scene_find(scene, id)->mesh;
}

/* Triangles that go from corner a to corner b. */
static int
edges(const struct scene_mesh *mesh, uint32_t a, uint32_t b)
{
    int count = 0;
    for (size_t i = 0; i < mesh->triangle_count; i++)
        for (int corner = 0; corner < 3; corner++)
            count += mesh->triangles[i][corner] == a && mesh->triangles[i][(corner + 1) % 3] == b;
    return count;
}

/* Six times what the triangle and the origin enclose: above 0 if it is seen from outside. */
static float
volume(const struct scene_mesh *mesh, const uint32_t at[3])
{
    const struct scene_point *a = &mesh->points[at[0]], *b = &mesh->points[at[1]], *c = &mesh->points[at[2]];
    return a->x * (b->y * c->z - b->z * c->y) + a->y * (b->z * c->x - b->x * c->z) +
           a->z * (b->x * c->y - b->y * c->x);
}

/* Laws. */

START_TEST(a_shape_is_closed)
{
    const struct scene_mesh *mesh = mesh_of(_i);
    for (size_t i = 0; i < mesh->triangle_count; i++)
        for (int corner = 0; corner < 3; corner++) {
            uint32_t a = mesh->triangles[i][corner], b = mesh->triangles[i][(corner + 1) % 3];
            ck_assert_uint_lt(a, mesh->point_count);
            ck_assert_int_eq(edges(mesh, a, b), 1);
            ck_assert_int_eq(edges(mesh, b, a), 1);
        }
}
END_TEST

START_TEST(a_shape_is_seen_from_outside)
{
    const struct scene_mesh *mesh = mesh_of(_i);
    for (size_t i = 0; i < mesh->triangle_count; i++)
        ck_assert_msg(volume(mesh, mesh->triangles[i]) > 0, "triangle %zu of the %s", i, KINDS[_i]);
}
END_TEST

START_TEST(a_shape_is_one_unit_wide)
{
    const struct scene_mesh *mesh = mesh_of(_i);
    ck_assert_float_eq_tol(mesh->high.x - mesh->low.x, 1, 1e-5F);
    ck_assert_float_eq_tol(mesh->high.y - mesh->low.y, 1, 1e-5F);
    ck_assert_float_eq_tol(mesh->high.z - mesh->low.z, 1, 1e-5F);
}
END_TEST

Suite *
suite_of_shapes(void)
{
    Suite *suite = suite_create("shapes");
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, open_scene, close_scene);
    tcase_add_loop_test(tcase, a_shape_is_closed, 0, 3);
    tcase_add_loop_test(tcase, a_shape_is_seen_from_outside, 0, 3);
    tcase_add_loop_test(tcase, a_shape_is_one_unit_wide, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite;
}
