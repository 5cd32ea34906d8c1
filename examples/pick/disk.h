/* SPDX-License-Identifier: MIT */
/* Lists folders and hashes files, on whichever thread one likes; and memory, or the end. Not what is to be listed and
 * hashed (work.c). */
#ifndef PICK_DISK_H
#define PICK_DISK_H

#include <stddef.h>
#include <stdint.h>

struct file;
struct stat;
struct weir_job;
struct work;

/* To list a folder, or to hash a file. It belongs to the loop thread, then to a worker, then to the loop thread. */
struct item {
    struct item *next; /* of those that wait */
    struct work *work;
    struct file *file; /* to hash; NULL: path is a folder to list */
    uint64_t hash;     /* what came of it */
    int error;         /* an errno, or 0 */
    char path[];
};

struct item *item_new(struct work *work, struct file *file, const char *path); /* for free */

/* Told of each regular file and each folder in a folder. */
typedef void disk_entry_fn(struct item *item, const char *path, const struct stat *status);

/* Both leave an errno in the item, or 0. Links are not followed. */
void disk_list(struct item *item, disk_entry_fn *entry);
void disk_hash(struct item *item, const struct weir_job *job); /* breaks off when the job is cancelled */

/* Zeroed memory. Without any there is nothing that this program could do: it ends. */
void *need(size_t bytes);

#endif
