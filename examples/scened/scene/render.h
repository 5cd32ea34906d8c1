/* SPDX-License-Identifier: MIT */
/* Draws a scene into memory: flat-shaded triangles and a depth buffer, no GPU. Not when it is drawn (../hosts), nor what
 * becomes of the picture (picture.h). */
#ifndef SCENED_RENDER_H
#define SCENED_RENDER_H

#include "scene.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where one looks from, in radians: around the middle of the scene, which fills the picture. `pixels` and `depth` have
 * width * height elements; a pixel is four bytes, red, green, blue and alpha (255) in this order in memory. In `depth` is
 * afterwards the nearness of what is seen there, 0 for the background. Loop thread of the scene, as it reads it. */
void render(const struct scene *scene, double yaw, double pitch, int width, int height, uint32_t *pixels,
            float *depth);

#ifdef __cplusplus
}
#endif

#endif
