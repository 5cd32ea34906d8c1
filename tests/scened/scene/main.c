/* SPDX-License-Identifier: MIT */
/* Runs every suite of this folder. Not the suites. */
#include "parts.h"

#include <weir/pump.h>

struct scene *scene;
static struct weir *weir;

void
open_scene(void)
{
    ck_assert_int_eq(weir_new(&weir, NULL), 0);
    ck_assert_int_eq(weir_attach(weir, NULL, NULL), 0);
    ck_assert_int_eq(scene_new(&scene, weir), 0);
}

void
close_scene(void)
{
    scene_free(scene);
    ck_assert_int_eq(weir_close(weir, WEIR_DROP, 0), 0);
    weir_free(weir);
}

int64_t
cube_at(float x, float y, float z)
{
    int64_t id = 0;
    ck_assert_int_eq(scene_create(scene, "cube", NULL, (struct scene_point){x, y, z}, 1, &id), 0);
    return id;
}

static SRunner *
all_suites(void)
{
    SRunner *runner = srunner_create(suite_of_scene());
    srunner_add_suite(runner, suite_of_shapes());
    srunner_add_suite(runner, suite_of_obj());
    srunner_add_suite(runner, suite_of_render());
    srunner_add_suite(runner, suite_of_picture());
    srunner_add_suite(runner, suite_of_files());
    return runner;
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "weir-scened's scene", all_suites);
}
