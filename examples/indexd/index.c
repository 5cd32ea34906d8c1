/* SPDX-License-Identifier: MIT */
/* The scene: every file that is known. Loop thread only, without a lock. Not where they come from.
 *
 * The libc's balanced tree finds a path, because it never has to be rehashed: no insertion costs
 * more than the one before. The table of slots is for searches, which must be able to pause. */
#include "index.h"

#include "alloc.h"
#include "say.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct index {
    void *by_path; /* a tree of struct file */
    struct file **slots;
    size_t count;
    size_t room;
    struct index_stats stats;
};

struct index *
index_new(void)
{
    return need(sizeof(struct index));
}

static void
nothing(void *file)
{
    (void)file;
}

void
index_free(struct index *index)
{
    tdestroy(index->by_path, nothing);
    for (size_t i = 0; i < index->count; i++)
        free(index->slots[i]);
    free(index->slots);
    free(index);
}

struct file *
file_new(const char *path)
{
    size_t bytes = strlen(path) + 1;
    struct file *file = need(sizeof *file + bytes);
    memcpy(file->path, path, bytes);
    const char *slash = strrchr(path, '/');
    file->name = slash ? (size_t)(slash - path) + 1 : 0;
    return file;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void
forget_unreadable(struct index_stats *stats, const struct file *file)
{
    stats->unreadable--;
    for (size_t i = 0; i < stats->named_count; i++)
        if (stats->named[i] == file) {
            stats->named[i] = stats->named[--stats->named_count];
            return;
        }
}

static void
uncount(struct index_stats *stats, const struct file *file)
{
    if (file->error) {
        forget_unreadable(stats, file);
        return;
    }
    stats->files--;
    stats->bytes -= file->size;
}

/* The log ends where the list of names does: a disk that fails must not fill another. */
static void
name_unreadable(struct index_stats *stats, const struct file *file)
{
    stats->unreadable++;
    if (stats->named_count == INDEX_NAMED)
        return;
    stats->named[stats->named_count++] = file;
    char path[512];
    fprintf(stderr, "weir-indexd: cannot read %s: %s\n", say_path(path, sizeof path, file->path),
            strerror(file->error));
    if (stats->named_count == INDEX_NAMED)
        fputs("weir-indexd: what else cannot be read is only counted\n", stderr);
}

static void
count(struct index_stats *stats, const struct file *file)
{
    if (file->error) {
        name_unreadable(stats, file);
        return;
    }
    stats->files++;
    stats->bytes += file->size;
}

static size_t
new_slot(struct index *index)
{
    if (index->count == index->room) {
        index->room = index->room ? index->room * 2 : 1024;
        index->slots = need_more(index->slots, index->room * sizeof(struct file *));
    }
    return index->count++;
}

void
index_put(struct index *index, struct file *file)
{
    struct file **place = needed(tsearch(file, &index->by_path, compare));
    struct file *old = *place;
    if (old == file) {
        file->slot = new_slot(index);
    } else {
        file->slot = old->slot;
        *place = file;
        uncount(&index->stats, old);
        free(old);
    }
    index->slots[file->slot] = file;
    count(&index->stats, file);
}

size_t
index_slots(const struct index *index)
{
    return index->count;
}

const struct file *
index_at(const struct index *index, size_t slot)
{
    return index->slots[slot];
}

void
index_read_stats(const struct index *index, struct index_stats *stats)
{
    *stats = index->stats;
}
