/* SPDX-License-Identifier: MIT */
/* A landscape, made of numbers: something to export and to survey. Not how that is done. */
#ifndef JOBS_TERRAIN_H
#define JOBS_TERRAIN_H

#include <stddef.h>
#include <stdint.h>

enum {
    TERRAIN_LINE = 64 /* bytes that a line takes at most */
};

/* At a place of a terrain of any size; from 0 to 56. */
int64_t terrain_height(int64_t x, int64_t y);

/* Of an OBJ file with a terrain of side * side vertices: so many lines, and one of them. Answers its length. */
int64_t terrain_lines(int64_t side);
size_t terrain_line(int64_t side, int64_t line, char out[TERRAIN_LINE]);

#endif
