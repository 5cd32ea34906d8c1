/* SPDX-License-Identifier: MIT */
/* What the laws of weir-scened's scene share: a scene on a loop of its own, and a picture of it. Not the laws. */
#ifndef SCENED_LAWS_PARTS_H
#define SCENED_LAWS_PARTS_H

#include "scene.h"

#include <check.h>

#include "program.h"

Suite *suite_of_files(void);
Suite *suite_of_obj(void);
Suite *suite_of_picture(void);
Suite *suite_of_render(void);
Suite *suite_of_scene(void);
Suite *suite_of_shapes(void);

/* A checked fixture: `scene` is empty, and this is its loop thread. */
extern struct scene *scene;
void open_scene(void), close_scene(void);

/* A cube there; its id. */
int64_t cube_at(float x, float y, float z);

#endif
