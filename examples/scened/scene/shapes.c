/* SPDX-License-Identifier: MIT */
/* Shapes: a cube, a sphere and a cone, one unit wide around the origin, y up. Not the objects made of them (scene.c).
 * Seen from outside the corners of each triangle go against the clock. */
#include "shapes.h"

#include <math.h>
#include <string.h>

#define TURN 6.283185307179586

enum {
    AROUND = 24, /* corners of a circle */
    RINGS = 11,  /* circles of a sphere, without its two poles */
    SPHERE_POINTS = RINGS * AROUND + 2,
    SPHERE_TRIANGLES = RINGS * AROUND * 2,
    CONE_POINTS = AROUND + 2,
    CONE_TRIANGLES = AROUND * 2
};

static const char *const KINDS[] = {"cube", "sphere", "cone"};

const char *
shapes_kind(const char *kind)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (strcmp(kind, KINDS[i]) == 0)
            return KINDS[i];
    return NULL;
}

static int
add_cube(struct scene *scene, int64_t id)
{
    static const uint32_t triangles[][3] = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                                            {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
    struct scene_point points[8];
    for (unsigned i = 0; i < 8; i++)
        points[i] = (struct scene_point){i & 1 ? 0.5F : -0.5F, i & 2 ? 0.5F : -0.5F, i & 4 ? 0.5F : -0.5F};
    return scene_add(scene, id, points, 8, triangles, 12);
}

static struct scene_point
on_circle(uint32_t i, double radius, double y)
{
    double angle = TURN * i / AROUND;
    return (struct scene_point){(float)(radius * sin(angle)), (float)y, (float)(radius * cos(angle))};
}

static uint32_t (*triangle(uint32_t (*at)[3], uint32_t a, uint32_t b, uint32_t c))[3]
{
    (*at)[0] = a;
    (*at)[1] = b;
    (*at)[2] = c;
    return at + 1;
}

/* The rings from the bottom up, then the bottom, then the top. */
static int
add_sphere(struct scene *scene, int64_t id)
{
    static const uint32_t bottom = RINGS * AROUND, top = bottom + 1, last = (RINGS - 1) * AROUND;
    struct scene_point points[SPHERE_POINTS];
    uint32_t triangles[SPHERE_TRIANGLES][3], (*next)[3] = triangles;
    for (uint32_t ring = 0; ring < RINGS; ring++) {
        double angle = TURN / 2 * (ring + 1) / (RINGS + 1);
        for (uint32_t i = 0; i < AROUND; i++)
            points[ring * AROUND + i] = on_circle(i, sin(angle) / 2, -cos(angle) / 2);
    }
    points[bottom] = (struct scene_point){0, -0.5F, 0};
    points[top] = (struct scene_point){0, 0.5F, 0};
    for (uint32_t i = 0; i < AROUND; i++) {
        uint32_t right = (i + 1) % AROUND;
        next = triangle(next, bottom, right, i);
        next = triangle(next, top, last + i, last + right);
        for (uint32_t low = 0; low < last; low += AROUND) {
            next = triangle(next, low + i, low + right, low + AROUND + i);
            next = triangle(next, low + right, low + AROUND + right, low + AROUND + i);
        }
    }
    return scene_add(scene, id, points, SPHERE_POINTS, (const uint32_t(*)[3])triangles, SPHERE_TRIANGLES);
}

static int
add_cone(struct scene *scene, int64_t id)
{
    struct scene_point points[CONE_POINTS];
    uint32_t triangles[CONE_TRIANGLES][3], (*next)[3] = triangles;
    for (uint32_t i = 0; i < AROUND; i++) {
        points[i] = on_circle(i, 0.5, -0.5);
        next = triangle(next, AROUND, (i + 1) % AROUND, i);
        next = triangle(next, AROUND + 1, i, (i + 1) % AROUND);
    }
    points[AROUND] = (struct scene_point){0, -0.5F, 0};
    points[AROUND + 1] = (struct scene_point){0, 0.5F, 0};
    return scene_add(scene, id, points, CONE_POINTS, (const uint32_t(*)[3])triangles, CONE_TRIANGLES);
}

int
shapes_add(struct scene *scene, int64_t id, const char *kind)
{
    return strcmp(kind, "cube") == 0     ? add_cube(scene, id)
           : strcmp(kind, "sphere") == 0 ? add_sphere(scene, id)
                                         : add_cone(scene, id);
}
