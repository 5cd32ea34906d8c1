/* SPDX-License-Identifier: MIT */
/* The files that were found, and which of them are the same. No lock: it belongs to the loop thread, as a widget that
 * shows it would. Not where the files come from (work.c). */
#ifndef PICK_TABLE_H
#define PICK_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file {
    struct file *twin; /* another one of this size */
    uint64_t size;
    uint64_t hash;
    uint64_t device, inode;
    bool hashed; /* hash is its content's */
    char path[];
};

struct table;

struct table *table_new(void);
void table_free(struct table *table);

struct file *file_new(const char *path, uint64_t size, uint64_t device, uint64_t inode);

/* Takes the file. Calls `wanted` for each whose hash is needed now that there are two of its size. */
void table_add(struct table *table, struct file *file, void (*wanted)(void *self, struct file *file),
               void *self);

uint64_t table_files(const struct table *table);
uint64_t table_bytes(const struct table *table);

/* Prints the groups of equal files, large ones first: the same whatever the order in which the files came. */
void table_print(struct table *table);

#endif
