/* SPDX-License-Identifier: MIT */
/* Files below one folder, and never outside of it: for works, since files block. Not what is in them. Any thread. */
#ifndef SCENED_FILES_H
#define SCENED_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A relative path without "..": what can be said of it without asking the disk. */
bool files_path_is_plain(const char *path);

/* Opens a regular file for reading. Links are followed as long as they stay below the folder. Whoever may rename
 * directories there meanwhile can have another file opened. A descriptor, or -1: errno says why. *size is how long it
 * is. */
int files_open(const char *folder, const char *path, int64_t *size);

/* Writes a new file of that name into the folder. 0, or -1: errno says why, and there is no such file of ours. */
int files_write(const char *folder, const char *name, const void *bytes, size_t size);

#endif
