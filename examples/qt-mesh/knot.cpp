/* SPDX-License-Identifier: MIT */
/* Writes an OBJ file worth looking at. Not the reading: that is obj.cpp. */
#include "knot.h"

#include <QtCore/QFile>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace
{

const double TURN = 2 * 3.14159265358979323846;
const int STRANDS = 5; /* of the rope */
const int TWISTS = 14; /* of a strand around the rope, along the whole knot */

struct vector {
    double x, y, z;
};

vector
minus(const vector &a, const vector &b)
{
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}

vector
cross(const vector &a, const vector &b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

vector
unit(const vector &a)
{
    const double length = std::sqrt(a.x * a.x + a.y * a.y + a.z * a.z);
    return {a.x / length, a.y / length, a.z / length};
}

/* The middle of the rope; `along` is 0 to 1, and 1 is where 0 is. */
vector
curve(double along)
{
    const double t = TURN * along, radius = 2 + std::cos(3 * t);
    return {radius * std::cos(2 * t), std::sin(3 * t), radius * std::sin(2 * t)};
}

/* On its surface; `around` is 0 to 1 too. */
vector
surface(double along, double around)
{
    const double small = 1e-4;
    const vector middle = curve(along), before = curve(along - small), after = curve(along + small);
    const vector ahead = unit(minus(after, before));
    const vector side = unit(cross(ahead, minus(minus(after, middle), minus(middle, before))));
    const vector up = cross(side, ahead);
    const double angle = TURN * around;
    const double strand = std::abs(std::cos(TURN * (STRANDS * around + TWISTS * along) / 2));
    const double fibre = std::sin(TURN * (STRANDS * 4 * around - 36 * along));
    const double radius = 0.32 + 0.12 * std::sqrt(strand) + 0.004 * fibre;
    const double c = radius * std::cos(angle), s = radius * std::sin(angle);
    return {middle.x + c * side.x + s * up.x, middle.y + c * side.y + s * up.y,
            middle.z + c * side.z + s * up.z};
}

/* Not by printf, whose decimal point the locale decides. */
void
write_vertex(QFile &file, const vector &at)
{
    QByteArray line("v");
    for (double value : {at.x, at.y, at.z})
        line += ' ' + QByteArray::number(value, 'f', 5);
    file.write(line + '\n');
}

void
write_face(QFile &file, std::initializer_list<uint64_t> corners)
{
    QByteArray line("f");
    for (uint64_t corner : corners)
        line += ' ' + QByteArray::number(qulonglong(corner));
    file.write(line + '\n');
}

} // namespace

QString
knot_write(const QString &path, uint64_t faces)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return file.errorString();
    const auto sides = std::max<uint64_t>(3, uint64_t(std::sqrt(double(faces) / 11)));
    const auto rings = std::max<uint64_t>(3, faces / sides);
    file.write("# a rope along a (2,3) torus knot\n");
    for (uint64_t ring = 0; ring < rings; ring++)
        for (uint64_t side = 0; side < sides; side++)
            write_vertex(file, surface(double(ring) / double(rings), double(side) / double(sides)));
    const auto name = [=](uint64_t ring, uint64_t side) { return ring % rings * sides + side % sides + 1; };
    for (uint64_t ring = 0; ring < rings; ring++)
        for (uint64_t side = 0; side < sides; side++)
            write_face(file, {name(ring, side), name(ring, side + 1), name(ring + 1, side + 1),
                              name(ring + 1, side)});
    return file.flush() && file.error() == QFileDevice::NoError ? QString() : file.errorString();
}
