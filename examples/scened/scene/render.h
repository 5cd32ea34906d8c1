/* SPDX-License-Identifier: MIT */
/* Draws a scene into memory: flat-shaded triangles and a depth buffer, no GPU. Not when it is drawn (../hosts), nor what
 * becomes of the picture (picture.h). */
#ifndef SCENED_RENDER_H
#define SCENED_RENDER_H

#include "scene.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A picture that is being drawn. */
struct render {
    int width, height;
    uint32_t *
        pixels; /* width * height, each four bytes: red, green, blue and alpha (255), in this order in memory */
    float *depth; /* as many: the nearness of what is seen there, 0 for the background */
    /* How it is looked at, from render_begin on. */
    double middle[3], scale;
    double turn[3][3]; /* rows: right, up and towards the eye, in the scene */
    double focus;
    /* What comes next. */
    int64_t id; /* of the object, or of the next that is there still */
    size_t triangle;
};

/* All of it: loop thread of the scene, which is read. The angles are radians; one looks from there at the middle of the
 * scene, which fills the picture. */

/* Wants width, height, pixels and depth. */
void render_begin(struct render *render, const struct scene *scene, double yaw, double pitch);

/* Draws until so many pixels have been looked at, a triangle counting as 64 more; one triangle at least. True: that was all.
 * The scene may have changed meanwhile: what comes next is drawn as it is now. */
bool render_some(struct render *render, const struct scene *scene, size_t pixels);

/* All at once. */
void render(const struct scene *scene, double yaw, double pitch, int width, int height, uint32_t *pixels,
            float *depth);

#ifdef __cplusplus
}
#endif

#endif
