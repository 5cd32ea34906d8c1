/* SPDX-License-Identifier: MIT */
/* Reads Wavefront OBJ text in pieces: v, and f with three corners or more. All else in it (normals, textures, groups,
 * materials) is passed over. Not where the text comes from, nor what becomes of the mesh (import.c). */
#ifndef SCENED_OBJ_H
#define SCENED_OBJ_H

#include "scene.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct obj {
    const char *text, *at, *end; /* at: what has not been read yet */
    uint64_t lines;              /* read so far */
    uint64_t points;             /* read so far, those of earlier pieces too */
    /* The piece that was read last. */
    struct scene_point *new_points;
    size_t new_point_count;
    uint32_t (*new_triangles)[3]; /* places counted from the first point of the whole text */
    size_t new_triangle_count;
    char error[160]; /* after a WEIR_E code: "line 12: ..." */
};

/* The text need not end in a 0, and must stay until obj_end. */
void obj_begin(struct obj *obj, const char *text, size_t size);

/* Reads at most so many lines, and begins none after 16 KiB. 1: there may be more; 0: that was the end; WEIR_EFAILED: the text is wrong, obj->error
 * says where, and what the piece holds was read before that line; WEIR_ENOMEM. No next call after an error. */
int obj_next(struct obj *obj, size_t lines);

void obj_end(struct obj *obj);

#ifdef __cplusplus
}
#endif

#endif
