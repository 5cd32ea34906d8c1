/* SPDX-License-Identifier: MIT */
/* Which files of a folder are pictures. Not what is in them: picture.h. */
#ifndef THUMBS_LISTING_H
#define THUMBS_LISTING_H

#include <glib.h>

#include <stdbool.h>

typedef bool listing_stopped(const void *arg);

/* The paths of the pictures in a folder, in order; with `deep` also those below it. Hidden files and links to folders
 * are left out. NULL if the folder cannot be read; a folder below that cannot be read counts as empty. Ends early, with
 * what it has, once stopped(arg) is true. Free it with g_ptr_array_unref. */
GPtrArray *listing_read(const char *folder, bool deep, listing_stopped *stopped, const void *arg,
                        GError **error);

#endif
