/* SPDX-License-Identifier: MIT */
/* Laws of the scene: ids, changes, who may call, the beat. Not of shapes, nor of how it is drawn. */
#include "parts.h"

#include <pthread.h>
#include <string.h>

/* Fixture. */

static const struct scene_point ORIGIN = {0, 0, 0};
static int told;

static void
count_told(void *self)
{
    ck_assert_ptr_eq(self, &told);
    told++;
}

/* Laws. */

START_TEST(an_id_is_never_used_again)
{
    int64_t first = cube_at(0, 0, 0), second = cube_at(1, 0, 0);
    ck_assert_int_gt(first, 0);
    ck_assert_int_gt(second, first);
    ck_assert_int_eq(scene_delete(scene, second), 0);
    ck_assert_int_gt(cube_at(2, 0, 0), second);
    ck_assert_uint_eq(scene->count, 2);
}
END_TEST

START_TEST(an_object_is_what_it_was_made_as)
{
    int64_t id = 0;
    ck_assert_int_eq(scene_create(scene, "cone", "hat", (struct scene_point){1, 2, 3}, 4, &id), 0);
    const struct scene_object *object = scene_find(scene, id);
    ck_assert_str_eq(object->name, "hat");
    ck_assert_str_eq(object->kind, "cone");
    ck_assert(object->at.x == 1 && object->at.y == 2 && object->at.z == 3 && object->size == 4);
    ck_assert_str_eq(scene_find(scene, cube_at(0, 0, 0))->name, "cube 2");
}
END_TEST

START_TEST(an_unknown_kind_makes_nothing)
{
    int64_t id = 0;
    ck_assert_int_eq(scene_create(scene, "torus", NULL, ORIGIN, 1, &id), WEIR_EINVAL);
    ck_assert_uint_eq(scene->count, 0);
    ck_assert_uint_eq(scene->version, 0);
}
END_TEST

START_TEST(a_move_changes_the_place_and_nothing_else)
{
    int64_t still = cube_at(0, 0, 0), moved = cube_at(0, 0, 0);
    ck_assert_int_eq(scene_move(scene, moved, (struct scene_point){5, 6, 7}), 0);
    ck_assert(scene_find(scene, moved)->at.x == 5 && scene_find(scene, moved)->at.z == 7);
    ck_assert(scene_find(scene, still)->at.x == 0);
}
END_TEST

START_TEST(a_deleted_object_is_stale)
{
    int64_t before = cube_at(0, 0, 0), id = cube_at(0, 0, 0), after = cube_at(0, 0, 0);
    ck_assert_int_eq(scene_delete(scene, id), 0);
    ck_assert_ptr_null(scene_find(scene, id));
    ck_assert_int_eq(scene_delete(scene, id), WEIR_ESTALE);
    ck_assert_int_eq(scene_move(scene, id, ORIGIN), WEIR_ESTALE);
    ck_assert_int_eq(scene_add(scene, id, NULL, 0, NULL, 0), WEIR_ESTALE);
    ck_assert_int_eq(scene_find(scene, before)->id, before);
    ck_assert_int_eq(scene_find(scene, after)->id, after);
    ck_assert_uint_eq(scene_place(scene, id), 1);
    ck_assert_uint_eq(scene_place(scene, after + 1), 2);
}
END_TEST

START_TEST(each_change_is_told_and_makes_a_new_version)
{
    scene->changed = count_told;
    scene->changed_self = &told;
    told = 0;
    int64_t id = cube_at(0, 0, 0);
    uint64_t made = scene->version;
    ck_assert_int_gt(told, 0);
    told = 0;
    scene_move(scene, id, ORIGIN);
    scene_delete(scene, id);
    ck_assert_int_eq(told, 2);
    ck_assert_uint_eq(scene->version, made + 2);
    scene_delete(scene, id);
    scene_find(scene, id);
    ck_assert_int_eq(told, 2);
    ck_assert_uint_eq(scene->version, made + 2);
}
END_TEST

START_TEST(a_mesh_grows_by_what_is_added)
{
    int64_t id = 0;
    ck_assert_int_eq(scene_create_mesh(scene, NULL, &id), 0);
    for (uint32_t i = 0; i < 100; i++) {
        struct scene_point points[2] = {{(float)i + 10, 5, 6}, {10, 5 - (float)i, 7}};
        uint32_t triangle[1][3] = {{2 * i, 2 * i + 1, 0}};
        ck_assert_int_eq(scene_add(scene, id, points, 2, (const uint32_t(*)[3])triangle, 1), 0);
    }
    const struct scene_mesh *mesh = &scene_find(scene, id)->mesh;
    ck_assert_uint_eq(mesh->point_count, 200);
    ck_assert_uint_eq(mesh->triangle_count, 100);
    for (uint32_t i = 0; i < 100; i++) {
        ck_assert(mesh->points[2 * i].x == (float)i + 10 && mesh->points[2 * i + 1].y == 5 - (float)i);
        ck_assert_uint_eq(mesh->triangles[i][1], 2 * i + 1);
    }
    ck_assert(mesh->low.x == 10 && mesh->low.y == -94 && mesh->low.z == 6);
    ck_assert(mesh->high.x == 109 && mesh->high.y == 5 && mesh->high.z == 7);
}
END_TEST

static void *
call_from_elsewhere(void *arg)
{
    int64_t *id = arg, made = 0;
    ck_assert_int_eq(scene_move(scene, *id, (struct scene_point){9, 9, 9}), WEIR_ETHREAD);
    ck_assert_int_eq(scene_create(scene, "cube", NULL, ORIGIN, 1, &made), WEIR_ETHREAD);
    ck_assert_int_eq(scene_create_mesh(scene, NULL, &made), WEIR_ETHREAD);
    ck_assert_int_eq(scene_add(scene, *id, NULL, 0, NULL, 0), WEIR_ETHREAD);
    ck_assert_int_eq(scene_delete(scene, *id), WEIR_ETHREAD);
    ck_assert_ptr_null(scene_find(scene, *id));
    scene_beat(scene);
    scene_beat_reset(scene);
    return NULL;
}

static void
say_nothing(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level, (void)line;
}

START_TEST(a_call_from_another_thread_is_refused_and_counted)
{
    int64_t id = cube_at(1, 1, 1);
    uint64_t version = scene->version, calls = scene->calls;
    pthread_t thread;
    weir_log_to(say_nothing, NULL);
    ck_assert_int_eq(pthread_create(&thread, NULL, call_from_elsewhere, &id), 0);
    pthread_join(thread, NULL);
    weir_log_to(NULL, NULL);
    ck_assert_uint_eq(scene_foreign(scene), 8);
    ck_assert_uint_eq(scene->calls, calls);
    ck_assert_uint_eq(scene->version, version);
    ck_assert_uint_eq(scene->beat.beats, 0);
    ck_assert_uint_eq(scene->count, 1);
    ck_assert(scene_find(scene, id)->at.x == 1);
}
END_TEST

START_TEST(the_beat_keeps_the_worst_gap)
{
    for (int i = 0; i < 3; i++)
        scene_beat(scene);
    struct scene_beat *beat = &scene->beat;
    ck_assert_uint_eq(beat->beats, 3);
    ck_assert_int_le(beat->began, beat->last);
    beat->last -= WEIR_S(1000); /* as if it had stood still */
    scene_beat(scene);
    ck_assert_int_ge(beat->worst_gap, WEIR_S(1000));
    scene_beat(scene);
    ck_assert_int_ge(beat->worst_gap, WEIR_S(1000));
    scene_beat_reset(scene);
    scene_beat(scene);
    ck_assert_uint_eq(beat->beats, 1);
    ck_assert_int_eq(beat->worst_gap, 0);
}
END_TEST

Suite *
suite_of_scene(void)
{
    Suite *suite = suite_create("scene");
    TCase *tcase = tcase_create("laws");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, open_scene, close_scene);
    tcase_add_test(tcase, an_id_is_never_used_again);
    tcase_add_test(tcase, an_object_is_what_it_was_made_as);
    tcase_add_test(tcase, an_unknown_kind_makes_nothing);
    tcase_add_test(tcase, a_move_changes_the_place_and_nothing_else);
    tcase_add_test(tcase, a_deleted_object_is_stale);
    tcase_add_test(tcase, each_change_is_told_and_makes_a_new_version);
    tcase_add_test(tcase, a_mesh_grows_by_what_is_added);
    tcase_add_test(tcase, a_call_from_another_thread_is_refused_and_counted);
    tcase_add_test(tcase, the_beat_keeps_the_worst_gap);
    suite_add_tcase(suite, tcase);
    return suite;
}
