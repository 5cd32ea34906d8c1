/* SPDX-License-Identifier: MIT */
/* Which files there are in a folder and below. Not what is in them: digest.h. */
#ifndef HASH_WALK_H
#define HASH_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

struct walk_calls {
    /* `name` is below the folder and lent; error is 0 or says why this folder could not be read. */
    void (*found)(void *self, const wchar_t *name, uint64_t size, uint32_t error);
    bool (*stopped)(void *self); /* ends the walk */
    void *self;
};

/* The folder's full path, in the form that has no limit of length; the caller's, for free. NULL: GetLastError says why
 * it is no folder. */
wchar_t *walk_folder(const wchar_t *folder);

/* Tells of each file: those of a folder in order, then the folders in it. Links to folders are not followed. */
void walk(const wchar_t *folder, const struct walk_calls *calls);

/* folder\name, the caller's, for free. */
wchar_t *walk_path(const wchar_t *folder, const wchar_t *name);

#endif
