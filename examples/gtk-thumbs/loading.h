/* SPDX-License-Identifier: MIT */
/* Loads the thumbnails of a folder and tells of each on the window's thread. Not how they look: window.h. */
#ifndef THUMBS_LOADING_H
#define THUMBS_LOADING_H

#include "crew.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

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

/* On the window's thread. */
struct loading_heard {
    void (*listed)(void *self, guint total, const char *problem); /* once, first; problem is NULL mostly */
    void (*arrived)(void *self, const struct thumb *thumb);       /* in no order; the pixbuf is lent */
    void *self;
};

struct loading;

/* NULL: no thread could be started. */
struct loading *loading_new(struct ride *ride, const char *folder, bool deep, guint threads,
                            const struct loading_heard *heard);

/* Nothing is told of any more. */
void loading_stop(struct loading *loading);

/* Not inside of listed and arrived. NULL is ignored. */
void loading_free(struct loading *loading);

#endif
