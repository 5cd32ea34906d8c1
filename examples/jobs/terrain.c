/* SPDX-License-Identifier: MIT */
/* A landscape, made of numbers: something to export and to survey. Not how that is done. */
#include "terrain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Valleys, `period` apart: whole numbers, so that every machine makes the same file. */
static int64_t
slope(int64_t at, int64_t period)
{
    return llabs(at % period - period / 2);
}

int64_t
terrain_height(int64_t x, int64_t y)
{
    return slope(x, 64) + slope(x + y, 48);
}

int64_t
terrain_lines(int64_t side)
{
    return side * side + (side - 1) * (side - 1);
}

static int
vertex(int64_t side, int64_t place, char *out)
{
    int64_t x = place % side, y = place / side;
    return snprintf(out, TERRAIN_LINE, "v %" PRId64 " %" PRId64 " %" PRId64 "\n", x, terrain_height(x, y), y);
}

/* Its corners are numbered from 1. */
static int
face(int64_t side, int64_t place, char *out)
{
    int64_t corner = place / (side - 1) * side + place % (side - 1) + 1;
    return snprintf(out, TERRAIN_LINE, "f %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", corner,
                    corner + 1, corner + side + 1, corner + side);
}

size_t
terrain_line(int64_t side, int64_t line, char out[TERRAIN_LINE])
{
    int64_t vertices = side * side;
    int length = line < vertices ? vertex(side, line, out) : face(side, line - vertices, out);
    return (size_t)length;
}
