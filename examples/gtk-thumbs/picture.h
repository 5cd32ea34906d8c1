/* SPDX-License-Identifier: MIT */
/* Decodes a file to the size that is wanted, on any thread. Not where it is shown (window.h, viewer.h). */
#ifndef THUMBS_PICTURE_H
#define THUMBS_PICTURE_H

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <stdbool.h>

struct picture_size {
    int width, height;
    bool fill; /* exactly this size, cropped, with round corners; else the whole picture, at most this size */
};

typedef bool picture_stopped(const void *arg);

/* Turned as its camera says, never enlarged. NULL with an error if it cannot be decoded, has more than 250 million
 * pixels, or stopped(arg) became true, which is looked at after each 64 kB. */
GdkPixbuf *picture_read(const char *path, const struct picture_size *size, picture_stopped *stopped,
                        const void *arg, GError **error);

#endif
