/* SPDX-License-Identifier: MIT */
/* The files of a folder and how far each has got, as the window's thread knows it. Not how that looks: list.h. */
#ifndef HASH_ROWS_H
#define HASH_ROWS_H

#include "hashing.h"

enum row_state {
    ROW_WAITS,
    ROW_WORKS,
    ROW_DONE,
    ROW_FAILED
};

struct row {
    wchar_t *name;
    uint64_t size, bytes;
    enum row_state state;
    uint32_t error;
    uint8_t hash[DIGEST_SIZE];
};

/* On the window's thread only. */
struct rows {
    struct row *all;
    size_t count, room;
    size_t ended, failed;  /* failed ones have ended, too */
    uint64_t bytes, total; /* read, and to be read; alike when all have ended */
};

void rows_add(struct rows *rows, const struct found *found);
void rows_step(struct rows *rows, const struct step *step);
void rows_clear(struct rows *rows);

#endif
