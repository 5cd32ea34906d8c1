/* SPDX-License-Identifier: MIT */
/* The scene: every file that is known. Loop thread only, without a lock. Not where they come from.
 */
#ifndef INDEXD_INDEX_H
#define INDEXD_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct file {
    uint64_t size; /* bytes that were read */
    uint64_t hash; /* XXH3, 64 bits */
    int64_t mtime; /* s since 1970 */
    int error;     /* errno if it could not be read; the numbers are then 0 */
    size_t slot;   /* the index's */
    size_t name;   /* where in path its last part begins */
    char path[];   /* below DIR, any bytes but 0 */
};

enum {
    INDEX_NAMED = 32 /* how many of the unreadable are named; all are counted */
};

struct index_stats {
    uint64_t files;
    uint64_t bytes;
    uint64_t unreadable;
    const struct file *named[INDEX_NAMED]; /* valid until the next index_put */
    size_t named_count;
};

struct index;

struct index *index_new(void);
void index_free(struct index *index);

/* Any thread: it touches no index. */
struct file *file_new(const char *path);

/* The file is the index's from now on; one of the same path is replaced. */
void index_put(struct index *index, struct file *file);

/* Slots are never taken away, so that a search may be interrupted and go on at the next one. */
size_t index_slots(const struct index *index);
const struct file *index_at(const struct index *index, size_t slot);

void index_read_stats(const struct index *index, struct index_stats *stats);

#endif
