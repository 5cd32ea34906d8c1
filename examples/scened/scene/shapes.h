/* SPDX-License-Identifier: MIT */
/* Shapes: the meshes that objects can be made of, one unit wide around the origin. Not the objects (scene.h). */
#ifndef SCENED_SHAPES_H
#define SCENED_SHAPES_H

#include "scene.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "cube", "sphere" or "cone": the name of its own that lives as long as the program, or NULL. */
const char *shapes_kind(const char *kind);

/* Gives the points and triangles of one of these names to scene_add. */
int shapes_add(struct scene *scene, int64_t id, const char *kind);

#ifdef __cplusplus
}
#endif

#endif
