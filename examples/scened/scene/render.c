/* SPDX-License-Identifier: MIT */
/* Draws a scene into memory. Not when it is drawn, nor into which window.
 *
 * The scene is scaled into a ball of radius 1 around the origin before anything else, in double, so that no coordinate
 * of a mesh, however large, is ever turned into a place in memory. */
#include "render.h"

#include <math.h>
#include <string.h>

#define DISTANCE 3.2 /* of the eye from the middle of the ball: nothing is ever behind it */

struct vector {
    double x, y, z;
};

/* A point on the picture. Nearness is 1 / distance, which is linear on the picture, as depth is not. */
struct spot {
    float x, y, near;
};

struct picture {
    int width, height;
    uint32_t *pixels;
    float *depth;
    struct vector middle;
    double scale;
    double turn[3][3]; /* rows: right, up and towards the eye, in the scene */
    double focus;
    struct vector key, fill; /* lights, as directions to them as the eye sees them */
};

static double
dot(struct vector a, struct vector b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static struct vector
minus(struct vector a, struct vector b)
{
    return (struct vector){a.x - b.x, a.y - b.y, a.z - b.z};
}

static struct vector
cross(struct vector a, struct vector b)
{
    return (struct vector){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/* A vector without a length stays one. */
static struct vector
unit(struct vector a)
{
    double length = sqrt(dot(a, a));
    return length > 0 ? (struct vector){a.x / length, a.y / length, a.z / length} : a;
}

static struct vector
placed(const struct scene_object *object, struct scene_point at)
{
    double size = (double)object->size;
    return (struct vector){(double)object->at.x + size * (double)at.x,
                           (double)object->at.y + size * (double)at.y,
                           (double)object->at.z + size * (double)at.z};
}

static void
widen(struct vector *low, struct vector *high, struct vector at)
{
    *low = (struct vector){fmin(low->x, at.x), fmin(low->y, at.y), fmin(low->z, at.z)};
    *high = (struct vector){fmax(high->x, at.x), fmax(high->y, at.y), fmax(high->z, at.z)};
}

/* The ball around the box around all. */
static void
aim(struct picture *picture, const struct scene *scene)
{
    struct vector low = {HUGE_VAL, HUGE_VAL, HUGE_VAL}, high = {-HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    picture->scale = 1;
    for (size_t i = 0; i < scene->count; i++) {
        const struct scene_object *object = scene->objects[i];
        if (object->mesh.point_count == 0)
            continue;
        widen(&low, &high, placed(object, object->mesh.low));
        widen(&low, &high, placed(object, object->mesh.high));
    }
    struct vector across = minus(high, low);
    double diagonal = sqrt(dot(across, across));
    if (!isfinite(diagonal))
        return; /* nothing in it */
    picture->middle = (struct vector){low.x + across.x / 2, low.y + across.y / 2, low.z + across.z / 2};
    if (diagonal > 0)
        picture->scale = 2 / diagonal;
}

static void
look_from(struct picture *picture, double yaw, double pitch)
{
    double cy = cos(yaw), sy = sin(yaw), cp = cos(pitch), sp = sin(pitch);
    double rows[3][3] = {{cy, 0, -sy}, {-sp * sy, cp, -sp * cy}, {cp * sy, sp, cp * cy}};
    memcpy(picture->turn, rows, sizeof rows);
    picture->focus = DISTANCE * 0.46 * (picture->width < picture->height ? picture->width : picture->height);
    picture->key = unit((struct vector){-0.45, 0.65, 0.62});
    picture->fill = unit((struct vector){0.75, -0.30, 0.35});
}

static uint32_t
colour_of(double red, double green, double blue)
{
    double part[3] = {red, green, blue};
    uint8_t bytes[4] = {0, 0, 0, 255};
    uint32_t colour;
    for (int i = 0; i < 3; i++) /* light is linear, a screen is not */
        bytes[i] = (uint8_t)(255 * sqrt(fmin(1, fmax(0, part[i]))));
    memcpy(&colour, bytes, sizeof colour);
    return colour;
}

static void
clear(struct picture *picture)
{
    for (int y = 0; y < picture->height; y++) {
        double down = (double)y / picture->height;
        uint32_t colour = colour_of(0.030 - 0.022 * down, 0.042 - 0.031 * down, 0.063 - 0.045 * down);
        uint32_t *row = picture->pixels + (size_t)y * (size_t)picture->width;
        for (int x = 0; x < picture->width; x++)
            row[x] = colour;
    }
    memset(picture->depth, 0, (size_t)picture->width * (size_t)picture->height * sizeof(float));
}

static struct vector
seen(const struct picture *picture, struct vector at)
{
    struct vector ball = minus(at, picture->middle);
    const double(*turn)[3] = picture->turn;
    double part[3];
    for (int i = 0; i < 3; i++)
        part[i] = picture->scale * (turn[i][0] * ball.x + turn[i][1] * ball.y + turn[i][2] * ball.z);
    return (struct vector){part[0], part[1], part[2]};
}

static struct spot
projected(const struct picture *picture, struct vector eye)
{
    double near = 1 / (DISTANCE - eye.z);
    return (struct spot){(float)(picture->width / 2.0 + picture->focus * eye.x * near),
                         (float)(picture->height / 2.0 - picture->focus * eye.y * near), (float)near};
}

/* Objects differ in hue by their ids. Both sides of a triangle are lit: files do not agree on which is the front. */
static uint32_t
shaded(const struct picture *picture, int64_t id, struct vector a, struct vector b, struct vector c)
{
    struct vector normal = unit(cross(minus(b, a), minus(c, a)));
    if (normal.z < 0)
        normal = (struct vector){-normal.x, -normal.y, -normal.z};
    double key = fmax(0, dot(normal, picture->key)), fill = fmax(0, dot(normal, picture->fill));
    double light = 0.06 + 0.70 * key + 0.16 * fill, hue = 2.399963 * (double)(id % 1000);
    return colour_of(light * (0.52 + 0.34 * cos(hue)), light * (0.52 + 0.34 * cos(hue - 2.094)),
                     light * (0.52 + 0.34 * cos(hue + 2.094)) + 0.02 * fill);
}

static int
bounded(double value, int most)
{
    return value < 0 ? 0 : value > most ? most : (int)value;
}

/* One row of a triangle: a pixel is inside where all three edges are on the same side. */
static void
span(float *depth, uint32_t *pixels, int count, float edge[3], const float step[3], const float near[3],
     uint32_t colour)
{
    for (int i = 0; i < count; i++, edge[0] += step[0], edge[1] += step[1], edge[2] += step[2]) {
        if (edge[0] < 0 || edge[1] < 0 || edge[2] < 0)
            continue;
        float here = edge[0] * near[0] + edge[1] * near[1] + edge[2] * near[2];
        if (!(here > depth[i])) /* nor is one that is no number, of a triangle that is hardly one */
            continue;
        depth[i] = here;
        pixels[i] = colour;
    }
}

/* Half-space rasterising: the three edge functions, scaled so that they add up to 1, are also the weights of the
 * corners. */
static void
fill(struct picture *picture, const struct spot at[3], uint32_t colour)
{
    float area = (at[1].x - at[0].x) * (at[2].y - at[0].y) - (at[1].y - at[0].y) * (at[2].x - at[0].x);
    if (area == 0)
        return;
    float low_x = fminf(at[0].x, fminf(at[1].x, at[2].x)), high_x = fmaxf(at[0].x, fmaxf(at[1].x, at[2].x));
    float low_y = fminf(at[0].y, fminf(at[1].y, at[2].y)), high_y = fmaxf(at[0].y, fmaxf(at[1].y, at[2].y));
    int left = bounded((double)low_x, picture->width), right = bounded((double)high_x + 1, picture->width);
    int top = bounded((double)low_y, picture->height), bottom = bounded((double)high_y + 1, picture->height);
    float near[3] = {at[0].near, at[1].near, at[2].near}, step[3], edge[3];
    for (int y = top; y < bottom && left < right; y++) {
        for (int i = 0; i < 3; i++) {
            const struct spot *from = &at[(i + 1) % 3], *to = &at[(i + 2) % 3];
            step[i] = (from->y - to->y) / area;
            edge[i] = ((to->x - from->x) * ((float)y + 0.5F - from->y) -
                       (to->y - from->y) * ((float)left + 0.5F - from->x)) /
                      area;
        }
        size_t begin = (size_t)y * (size_t)picture->width + (size_t)left;
        span(picture->depth + begin, picture->pixels + begin, right - left, edge, step, near, colour);
    }
}

static void
draw(struct picture *picture, const struct scene_object *object)
{
    const struct scene_mesh *mesh = &object->mesh;
    for (size_t i = 0; i < mesh->triangle_count; i++) {
        struct vector eye[3];
        struct spot spots[3];
        for (int corner = 0; corner < 3; corner++) {
            eye[corner] = seen(picture, placed(object, mesh->points[mesh->triangles[i][corner]]));
            spots[corner] = projected(picture, eye[corner]);
        }
        fill(picture, spots, shaded(picture, object->id, eye[0], eye[1], eye[2]));
    }
}

void
render(const struct scene *scene, double yaw, double pitch, int width, int height, uint32_t *pixels,
       float *depth)
{
    struct picture picture = {.width = width, .height = height, .pixels = pixels, .depth = depth};
    aim(&picture, scene);
    look_from(&picture, yaw, pitch);
    clear(&picture);
    for (size_t i = 0; i < scene->count; i++)
        draw(&picture, scene->objects[i]);
}
