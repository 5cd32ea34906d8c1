/* SPDX-License-Identifier: MIT */
/* Writes an OBJ file worth looking at, for who has none at hand. Not the reading (obj.h). */
#ifndef MESH_KNOT_H
#define MESH_KNOT_H

#include <QtCore/QString>

#include <cstdint>

/* A rope along a (2,3) torus knot, of about `faces` quadrangles. Empty, or why the file could not be written. */
QString knot_write(const QString &path, uint64_t faces);

#endif
