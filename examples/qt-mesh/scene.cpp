/* SPDX-License-Identifier: MIT */
/* What there is to see, and how it grows. Not how it is drawn: that is raster.cpp. */
#include "scene.h"

#include <algorithm>
#include <cmath>

namespace
{

/* In double: coordinates may be so large or so small that a product of two is no float. */
vec3
normal_of(const vec3 &a, const vec3 &b, const vec3 &c)
{
    const double ux = double(b.x) - a.x, uy = double(b.y) - a.y, uz = double(b.z) - a.z;
    const double vx = double(c.x) - a.x, vy = double(c.y) - a.y, vz = double(c.z) - a.z;
    const double x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    const double length = std::sqrt(x * x + y * y + z * z);
    if (length <= 0)
        return {0, 0, 0};
    return {float(x / length), float(y / length), float(z / length)};
}

} // namespace

void
scene::add_vertex(const vec3 &vertex)
{
    if (vertices.empty())
        low = high = vertex;
    low = {std::min(low.x, vertex.x), std::min(low.y, vertex.y), std::min(low.z, vertex.z)};
    high = {std::max(high.x, vertex.x), std::max(high.y, vertex.y), std::max(high.z, vertex.z)};
    vertices.push_back(vertex);
    used.push_back(0);
}

void
scene::add_triangle(const triangle &triangle)
{
    const uint32_t *corner = triangle.corner;
    triangles.push_back(triangle);
    normals.push_back(normal_of(vertices[corner[0]], vertices[corner[1]], vertices[corner[2]]));
    for (int i = 0; i < 3; i++)
        used[corner[i]] = 1;
}

void
scene::add(const chunk &part)
{
    for (const vec3 &vertex : part.vertices)
        add_vertex(vertex);
    for (const triangle &triangle : part.triangles)
        add_triangle(triangle);
    faces += part.faces;
}

void
scene::clear()
{
    *this = scene();
}
