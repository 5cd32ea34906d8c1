/* SPDX-License-Identifier: MIT */
/* A modal window with one picture. Not the grid: window.h. */
#ifndef THUMBS_VIEWER_H
#define THUMBS_VIEWER_H

#include "ride.h"

#include <gtk/gtk.h>

struct viewer {
    GMainLoop *loop; /* NULL: it is not open */
    GtkWidget *window;
    char *path;
    struct ride *ride;
    struct weir_scope *scope;
    GdkPixbuf *pixbuf; /* the work's until it has ended */
};

/* Runs a loop of its own until the user closes it, or viewer_close is called. Returns at once if it is open. */
void viewer_run(struct viewer *viewer, struct ride *ride, GtkWidget *parent, const char *path);

/* It closes as soon as what runs now has returned. */
void viewer_close(struct viewer *viewer);

#endif
