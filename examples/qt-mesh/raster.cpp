/* SPDX-License-Identifier: MIT */
/* Draws a scene into an image. Not when it is drawn: that is viewport.cpp.
 *
 * The scene is scaled into a ball of radius 1 around the origin before anything else, in double, so that no coordinate
 * of a file, however large, is ever turned into a place in memory. */
#include "raster.h"

#include <algorithm>
#include <cmath>

namespace
{

const double DISTANCE = 3.2; /* of the eye from the middle of the ball: nothing is ever behind it */
const double NEAREST = 1 / (DISTANCE - 1), FARTHEST = 1 / (DISTANCE + 1);

double
dot_of(const vec3 &a, const vec3 &b)
{
    return double(a.x) * b.x + double(a.y) * b.y + double(a.z) * b.z;
}

vec3
unit(double x, double y, double z)
{
    const double length = std::sqrt(x * x + y * y + z * z);
    return {float(x / length), float(y / length), float(z / length)};
}

int
channel(double value)
{
    return static_cast<int>(255 *
                            std::sqrt(std::clamp(value, 0.0, 1.0))); /* light is linear, a screen is not */
}

QRgb
background(double down)
{
    return qRgb(static_cast<int>(44 - 22 * down), static_cast<int>(52 - 26 * down),
                static_cast<int>(64 - 30 * down));
}

} // namespace

/* From the scene to the eye and back. */
struct raster::view {
    view(const scene &scene, const orbit &orbit, const QSize &size);
    vec3 to_eye(const vec3 &at) const;                 /* a place, scaled into the ball */
    vec3 to_scene(double x, double y, double z) const; /* a direction */

    double middle[3], scale;
    double turn[3][3]; /* rows: right, up and towards the eye, in the scene */
    double focus, left, top;
};

raster::view::view(const scene &scene, const orbit &orbit, const QSize &size)
{
    const double low[3] = {scene.low.x, scene.low.y, scene.low.z},
                 high[3] = {scene.high.x, scene.high.y, scene.high.z};
    double diagonal = 0;
    for (int i = 0; i < 3; i++) {
        middle[i] = (low[i] + high[i]) / 2;
        diagonal = std::hypot(diagonal, high[i] - low[i]);
    }
    scale = diagonal > 0 ? 2 / diagonal : 1;
    const double cy = std::cos(orbit.yaw), sy = std::sin(orbit.yaw);
    const double cp = std::cos(orbit.pitch), sp = std::sin(orbit.pitch);
    const double rows[3][3] = {{cy, 0, -sy}, {-sp * sy, cp, -sp * cy}, {cp * sy, sp, cp * cy}};
    std::copy(&rows[0][0], &rows[0][0] + 9, &turn[0][0]);
    focus = orbit.zoom * DISTANCE * 0.62 * std::min(size.width(), size.height());
    left = size.width() / 2.0;
    top = size.height() / 2.0;
}

vec3
raster::view::to_eye(const vec3 &at) const
{
    const double x = (at.x - middle[0]) * scale, y = (at.y - middle[1]) * scale,
                 z = (at.z - middle[2]) * scale;
    float eye[3];
    for (int i = 0; i < 3; i++)
        eye[i] = float(turn[i][0] * x + turn[i][1] * y + turn[i][2] * z);
    return {eye[0], eye[1], eye[2]};
}

vec3
raster::view::to_scene(double x, double y, double z) const
{
    float out[3];
    for (int i = 0; i < 3; i++)
        out[i] = float(turn[0][i] * x + turn[1][i] * y + turn[2][i] * z);
    return unit(out[0], out[1], out[2]);
}

namespace
{

/* Two lights and the eye, as directions in the scene, so that normals need not be turned. */
struct light {
    vec3 key, half, fill, eye;
};

/* Both sides of a triangle are lit: files do not agree on which is the front. */
QRgb
shade(const light &light, const vec3 &normal, double glow)
{
    const double facing = dot_of(normal, light.eye), side = facing < 0 ? -1 : 1;
    const double key = std::max(0.0, side * dot_of(normal, light.key));
    const double fill = std::max(0.0, side * dot_of(normal, light.fill));
    double shine = std::max(0.0, side * dot_of(normal, light.half));
    for (int i = 0; i < 5; i++)
        shine *= shine;
    const double rim = std::pow(1 - std::abs(facing), 3);
    const double red = 0.020 + 0.58 * key + 0.02 * fill + 0.50 * shine + 0.05 * rim + 0.50 * glow;
    const double green = 0.012 + 0.17 * key + 0.06 * fill + 0.40 * shine + 0.10 * rim + 0.40 * glow;
    const double blue = 0.016 + 0.05 * key + 0.14 * fill + 0.30 * shine + 0.18 * rim + 0.12 * glow;
    return qRgb(channel(red), channel(green), channel(blue));
}

} // namespace

void
raster::clear(const QSize &size)
{
    if (image.size() != size)
        image = QImage(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); y++) {
        QRgb *row = reinterpret_cast<QRgb *>(image.scanLine(y));
        std::fill(row, row + size.width(), background(double(y) / size.height()));
    }
    depth.assign(std::size_t(size.width()) * std::size_t(size.height()), 0.0F);
}

void
raster::project(const scene &scene, const view &view)
{
    spots.resize(scene.vertices.size());
    for (std::size_t i = 0; i < spots.size(); i++) {
        const vec3 eye = view.to_eye(scene.vertices[i]);
        const double nearness = 1 / (DISTANCE - eye.z);
        spots[i] = {float(view.left + view.focus * eye.x * nearness),
                    float(view.top - view.focus * eye.y * nearness), float(nearness)};
    }
}

/* A dot adds its light, so that many of them are bright. It hides nothing. */
void
raster::dot(const spot &at)
{
    const int width = image.width();
    if (at.x < 0 || at.y < 0 || at.x >= float(width) || at.y >= float(image.height()))
        return;
    const int x = int(at.x), y = int(at.y);
    if (depth[std::size_t(y) * std::size_t(width) + std::size_t(x)] >= at.nearness)
        return;
    QRgb &pixel = reinterpret_cast<QRgb *>(image.scanLine(y))[x];
    const double light = 0.2 + (at.nearness - FARTHEST) / (NEAREST - FARTHEST);
    pixel = qRgb(std::min(255, qRed(pixel) + int(26 * light)), std::min(255, qGreen(pixel) + int(36 * light)),
                 std::min(255, qBlue(pixel) + int(44 * light)));
}

/* One row of a triangle: a pixel is inside where all three edges are on the same side. */
void
raster::span(float *row_depth, QRgb *pixel, int count, const float edge[3], const float step[3],
             const float near[3], QRgb colour)
{
    float e0 = edge[0], e1 = edge[1], e2 = edge[2];
    for (int i = 0; i < count; i++, e0 += step[0], e1 += step[1], e2 += step[2]) {
        if (e0 < 0 || e1 < 0 || e2 < 0)
            continue;
        const float nearness = e0 * near[0] + e1 * near[1] + e2 * near[2];
        if (!(nearness > row_depth[i])) /* nor is one that is no number, of a triangle that is hardly one */
            continue;
        row_depth[i] = nearness;
        pixel[i] = colour;
    }
}

/* Half-space rasterising: the three edge functions, scaled so that they add up to 1, are also the weights of the
 * corners. */
void
raster::fill(const spot &a, const spot &b, const spot &c, QRgb colour)
{
    const float area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if (area == 0)
        return;
    const int left = std::max(0, int(std::floor(std::min({a.x, b.x, c.x}))));
    const int right = std::min(image.width() - 1, int(std::max({a.x, b.x, c.x})));
    const int top = std::max(0, int(std::floor(std::min({a.y, b.y, c.y}))));
    const int bottom = std::min(image.height() - 1, int(std::max({a.y, b.y, c.y})));
    const spot *const from[3] = {&b, &c, &a}, *const to[3] = {&c, &a, &b};
    const float near[3] = {a.nearness, b.nearness, c.nearness};
    float step[3], edge[3];
    for (int i = 0; i < 3; i++)
        step[i] = (from[i]->y - to[i]->y) / area;
    for (int y = top; y <= bottom && left <= right; y++) {
        for (int i = 0; i < 3; i++)
            edge[i] = ((to[i]->x - from[i]->x) * (float(y) + 0.5F - from[i]->y) -
                       (to[i]->y - from[i]->y) * (float(left) + 0.5F - from[i]->x)) /
                      area;
        float *row = depth.data() + std::size_t(y) * std::size_t(image.width());
        QRgb *pixels = reinterpret_cast<QRgb *>(image.scanLine(y));
        span(row + left, pixels + left, right - left + 1, edge, step, near, colour);
    }
}

const QImage &
raster::draw(const scene &scene, const orbit &orbit, const QSize &size, std::size_t fresh)
{
    const view view(scene, orbit, size);
    light light = {
        view.to_scene(-0.45, 0.65, 0.62), {}, view.to_scene(0.75, -0.30, 0.35), view.to_scene(0, 0, 1)};
    light.half = unit(light.key.x + light.eye.x, light.key.y + light.eye.y, light.key.z + light.eye.z);
    clear(size);
    project(scene, view);
    const std::size_t count = scene.triangles.size(), settled = count - std::min(count, fresh);
    for (std::size_t i = 0; i < count; i++) {
        const uint32_t *corner = scene.triangles[i].corner;
        const double glow = i < settled ? 0 : double(i - settled + 1) / double(fresh);
        fill(spots[corner[0]], spots[corner[1]], spots[corner[2]],
             shade(light, scene.normals[i], glow * glow));
    }
    for (std::size_t i = 0; i < spots.size(); i++)
        if (!scene.used[i])
            dot(spots[i]);
    return image;
}
