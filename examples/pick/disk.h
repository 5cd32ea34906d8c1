/* SPDX-License-Identifier: MIT */
/* Lists folders and hashes files, on whichever thread one likes; and memory, or the end. Not what is to be listed and
 * hashed (work.c). */
#ifndef PICK_DISK_H
#define PICK_DISK_H

#include <stddef.h>

struct job;
struct jobs;
struct stat;

/* Told of each regular file and each folder in a folder. */
typedef void disk_entry_fn(struct job *job, const char *path, const struct stat *status);

/* Both leave an errno in the job, or 0. Links are not followed. */
void disk_list(struct job *job, disk_entry_fn *entry);
void disk_hash(struct job *job, struct jobs *jobs); /* breaks off with ECANCELED when jobs are stopped */

/* Zeroed memory. Without any there is nothing that this program could do: it ends. */
void *need(size_t bytes);

#endif
