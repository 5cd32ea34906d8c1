/* SPDX-License-Identifier: MIT */
/* Loads the thumbnails of a folder and tells of each. Not how they look: window.h. Everything here is called on the
 * window's thread. */
#ifndef THUMBS_LOADING_H
#define THUMBS_LOADING_H

#include "ride.h"

enum {
    THUMB_WIDTH = 144,
    THUMB_HEIGHT = 108
};

/* One picture of a folder. */
struct thumb {
    guint index;       /* its place in the folder */
    const char *path;  /* lives as long as the loading */
    GdkPixbuf *pixbuf; /* NULL: it is broken */
    const char *why;   /* then, else NULL */
};

struct loading_heard {
    void (*listed)(void *self, guint total, const char *problem); /* once, first; problem is NULL mostly */
    void (*arrived)(void *self, const struct thumb *thumb);       /* in no order; the pixbuf is lent */
    void *self;
};

struct loading;

/* NULL: no thread could be started. */
struct loading *loading_new(struct ride *ride, const char *folder, bool deep,
                            const struct loading_heard *heard);

/* Nothing is told of any more. */
void loading_stop(struct loading *loading);

/* Not inside of listed and arrived. NULL is ignored. */
void loading_free(struct loading *loading);

#endif
