/* SPDX-License-Identifier: MIT */
/* Draws a scene into memory. Not when it is drawn, nor into which window.
 *
 * The scene is scaled into a ball of radius 1 around the origin before anything else, in double, so that no coordinate
 * of a mesh, however large, is ever turned into a place in memory. */
#include "render.h"

#include <math.h>
#include <string.h>

#define DISTANCE 3.2 /* of the eye from the middle of the ball: nothing in it is ever behind it */
#define NEAREST  1.5 /* what has moved out of the ball, this far towards the eye, is not drawn */

enum {
    A_TRIANGLE = 64 /* pixels that could be looked at in the time that one takes beside them */
};

struct vector {
    double x, y, z;
};

/* A point on the picture. Nearness is 1 / distance, which is linear on the picture, as depth is not. */
struct spot {
    float x, y, near;
};

/* Lights, as directions to them as the eye sees them. */
static const struct vector KEY = {-0.4497, 0.6496, 0.6196}, FILL = {0.8518, -0.3407, 0.3975};

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
aim(struct render *render, const struct scene *scene)
{
    struct vector low = {HUGE_VAL, HUGE_VAL, HUGE_VAL}, high = {-HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    render->scale = 1;
    memset(render->middle, 0, sizeof render->middle);
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
    render->middle[0] = low.x + across.x / 2;
    render->middle[1] = low.y + across.y / 2;
    render->middle[2] = low.z + across.z / 2;
    if (diagonal > 0)
        render->scale = 2 / diagonal;
}

static void
look_from(struct render *render, double yaw, double pitch)
{
    double cy = cos(yaw), sy = sin(yaw), cp = cos(pitch), sp = sin(pitch);
    double rows[3][3] = {{cy, 0, -sy}, {-sp * sy, cp, -sp * cy}, {cp * sy, sp, cp * cy}};
    memcpy(render->turn, rows, sizeof rows);
    render->focus = DISTANCE * 0.46 * (render->width < render->height ? render->width : render->height);
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
clear(struct render *render)
{
    for (int y = 0; y < render->height; y++) {
        double down = (double)y / render->height;
        uint32_t colour = colour_of(0.030 - 0.022 * down, 0.042 - 0.031 * down, 0.063 - 0.045 * down);
        uint32_t *row = render->pixels + (size_t)y * (size_t)render->width;
        for (int x = 0; x < render->width; x++)
            row[x] = colour;
    }
    memset(render->depth, 0, (size_t)render->width * (size_t)render->height * sizeof(float));
}

static struct vector
seen(const struct render *render, struct vector at)
{
    struct vector ball = minus(at, (struct vector){render->middle[0], render->middle[1], render->middle[2]});
    const double(*turn)[3] = render->turn;
    double part[3];
    for (int i = 0; i < 3; i++)
        part[i] = render->scale * (turn[i][0] * ball.x + turn[i][1] * ball.y + turn[i][2] * ball.z);
    return (struct vector){part[0], part[1], part[2]};
}

static struct spot
projected(const struct render *render, struct vector eye)
{
    double near = 1 / (DISTANCE - eye.z);
    return (struct spot){(float)(render->width / 2.0 + render->focus * eye.x * near),
                         (float)(render->height / 2.0 - render->focus * eye.y * near), (float)near};
}

/* Objects differ in hue by their ids. Both sides of a triangle are lit: files do not agree on which is the front. */
static uint32_t
shaded(int64_t id, struct vector a, struct vector b, struct vector c)
{
    struct vector normal = unit(cross(minus(b, a), minus(c, a)));
    if (normal.z < 0)
        normal = (struct vector){-normal.x, -normal.y, -normal.z};
    double key = fmax(0, dot(normal, KEY)), fill = fmax(0, dot(normal, FILL));
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
 * corners. Answers how many pixels it looked at. */
static size_t
fill(struct render *render, const struct spot at[3], uint32_t colour)
{
    float area = (at[1].x - at[0].x) * (at[2].y - at[0].y) - (at[1].y - at[0].y) * (at[2].x - at[0].x);
    if (area == 0)
        return 0;
    float low_x = fminf(at[0].x, fminf(at[1].x, at[2].x)), high_x = fmaxf(at[0].x, fmaxf(at[1].x, at[2].x));
    float low_y = fminf(at[0].y, fminf(at[1].y, at[2].y)), high_y = fmaxf(at[0].y, fmaxf(at[1].y, at[2].y));
    int left = bounded((double)low_x, render->width), right = bounded((double)high_x + 1, render->width);
    int top = bounded((double)low_y, render->height), bottom = bounded((double)high_y + 1, render->height);
    float near[3] = {at[0].near, at[1].near, at[2].near}, step[3], edge[3];
    for (int y = top; y < bottom && left < right; y++) {
        for (int i = 0; i < 3; i++) {
            const struct spot *from = &at[(i + 1) % 3], *to = &at[(i + 2) % 3];
            step[i] = (from->y - to->y) / area;
            edge[i] = ((to->x - from->x) * ((float)y + 0.5F - from->y) -
                       (to->y - from->y) * ((float)left + 0.5F - from->x)) /
                      area;
        }
        size_t begin = (size_t)y * (size_t)render->width + (size_t)left;
        span(render->depth + begin, render->pixels + begin, right - left, edge, step, near, colour);
    }
    return left < right && top < bottom ? (size_t)(right - left) * (size_t)(bottom - top) : 0;
}

/* Answers what it cost. */
static size_t
draw(struct render *render, const struct scene_object *object, const uint32_t triangle[3])
{
    struct vector eye[3];
    struct spot spots[3];
    for (int corner = 0; corner < 3; corner++) {
        eye[corner] = seen(render, placed(object, object->mesh.points[triangle[corner]]));
        if (!(eye[corner].z < NEAREST))
            return A_TRIANGLE;
        spots[corner] = projected(render, eye[corner]);
    }
    return A_TRIANGLE + fill(render, spots, shaded(object->id, eye[0], eye[1], eye[2]));
}

void
render_begin(struct render *render, const struct scene *scene, double yaw, double pitch)
{
    render->id = 0;
    render->triangle = 0;
    aim(render, scene);
    look_from(render, yaw, pitch);
    clear(render);
}

bool
render_some(struct render *render, const struct scene *scene, size_t pixels)
{
    size_t cost = 0;
    for (size_t place = scene_place(scene, render->id); place < scene->count; place++) {
        const struct scene_object *object = scene->objects[place];
        if (object->id != render->id)
            render->triangle = 0;
        render->id = object->id;
        for (; render->triangle < object->mesh.triangle_count; render->triangle++) {
            if (cost >= pixels)
                return false;
            cost += draw(render, object, object->mesh.triangles[render->triangle]);
        }
    }
    return true;
}

void
render(const struct scene *scene, double yaw, double pitch, int width, int height, uint32_t *pixels,
       float *depth)
{
    struct render all = {.width = width, .height = height, .pixels = pixels, .depth = depth};
    render_begin(&all, scene, yaw, pitch);
    render_some(&all, scene, SIZE_MAX);
}
