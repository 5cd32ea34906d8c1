/* SPDX-License-Identifier: MIT */
/* The files that were found, and which of them are the same. Not where they come from: that is work.c.
 *
 * Files are the same if their sizes and the 64-bit hashes of their contents are. Only files that share their size are
 * ever hashed. Names of one file (hard links) count once. */
#include "table.h"

#include "disk.h"

#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct table {
    void *by_size; /* a tree of the latest file of each size; the others follow as its twins */
    struct file **files;
    size_t count, room;
    uint64_t bytes;
};

struct tally {
    uint64_t copies;
    uint64_t bytes;
};

struct table *
table_new(void)
{
    return need(sizeof(struct table));
}

static void
keep_node(void *file)
{
    (void)file; /* table->files has it */
}

void
table_free(struct table *table)
{
    tdestroy(table->by_size, keep_node);
    for (size_t i = 0; i < table->count; i++)
        free(table->files[i]);
    free(table->files);
    free(table);
}

struct file *
file_new(const char *path, uint64_t size, uint64_t device, uint64_t inode)
{
    size_t bytes = strlen(path) + 1;
    struct file *file = need(sizeof *file + bytes);
    file->size = size;
    file->device = device;
    file->inode = inode;
    memcpy(file->path, path, bytes);
    return file;
}

static int
compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int
compare_sizes(const void *a, const void *b)
{
    return compare_numbers(((const struct file *)a)->size, ((const struct file *)b)->size);
}

static void
keep(struct table *table, struct file *file)
{
    if (table->count == table->room) {
        size_t room = table->room ? table->room * 2 : 1024;
        struct file **files = need(room * sizeof(struct file *));
        if (table->count)
            memcpy(files, table->files, table->count * sizeof(struct file *));
        free(table->files);
        table->files = files;
        table->room = room;
    }
    table->files[table->count++] = file;
    table->bytes += file->size;
}

void
table_add(struct table *table, struct file *file, void (*wanted)(void *self, struct file *file), void *self)
{
    keep(table, file);
    if (file->size == 0)
        return; /* all empty files are the same, and nobody gains by knowing */
    struct file **place = tsearch(file, &table->by_size, compare_sizes);
    if (!place || *place == file)
        return;
    file->twin = *place;
    *place = file;
    if (!file->twin->twin)
        wanted(self, file->twin);
    wanted(self, file);
}

uint64_t
table_files(const struct table *table)
{
    return table->count;
}

uint64_t
table_bytes(const struct table *table)
{
    return table->bytes;
}

/* The result. */

static int
compare_contents(const struct file *a, const struct file *b)
{
    int order = compare_numbers(b->size, a->size);
    if (order == 0)
        order = compare_numbers(b->hashed, a->hashed);
    return order ? order : compare_numbers(a->hash, b->hash);
}

static int
compare_names_of_one(const struct file *a, const struct file *b)
{
    int order = compare_numbers(a->device, b->device);
    return order ? order : compare_numbers(a->inode, b->inode);
}

static int
compare_for_names(const void *a, const void *b)
{
    const struct file *one = *(struct file *const *)a, *other = *(struct file *const *)b;
    int order = compare_contents(one, other);
    if (order == 0)
        order = compare_names_of_one(one, other);
    return order ? order : strcmp(one->path, other->path);
}

static int
compare_for_people(const void *a, const void *b)
{
    const struct file *one = *(struct file *const *)a, *other = *(struct file *const *)b;
    int order = compare_contents(one, other);
    return order ? order : strcmp(one->path, other->path);
}

/* Of each file that was hashed one name, the first, in the order in which they are printed. Answers how many. */
static size_t
sort(const struct table *table, struct file **out)
{
    size_t count = 0;
    qsort(table->files, table->count, sizeof(struct file *), compare_for_names);
    for (size_t i = 0; i < table->count; i++)
        if (table->files[i]->hashed &&
            (count == 0 || compare_names_of_one(out[count - 1], table->files[i]) != 0))
            out[count++] = table->files[i];
    qsort(out, count, sizeof(struct file *), compare_for_people);
    return count;
}

static void
print_path(const char *path)
{
    fputs("    ", stdout);
    for (; *path; path++)
        putchar((unsigned char)*path < 0x20 || *path == 0x7F ? '?' : *path);
    putchar('\n');
}

static void
print_group(struct file *const *files, size_t count, struct tally *tally)
{
    if (count < 2)
        return;
    printf("%zu files of %" PRIu64 " bytes, XXH3 %016" PRIx64 "\n", count, files[0]->size, files[0]->hash);
    for (size_t i = 0; i < count; i++)
        print_path(files[i]->path);
    tally->copies += count - 1;
    tally->bytes += (count - 1) * files[0]->size;
}

void
table_print(struct table *table)
{
    struct tally tally = {0};
    struct file **files = need((table->count + 1) * sizeof(struct file *));
    size_t count = sort(table, files);
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && compare_contents(files[first], files[next]) == 0; next++)
            continue;
        print_group(files + first, next - first, &tally);
    }
    free(files);
    printf("%zu files, %" PRIu64 " bytes; %" PRIu64 " are copies, which take %" PRIu64 " bytes\n",
           table->count, table->bytes, tally.copies, tally.bytes);
}
