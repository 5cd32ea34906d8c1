/* SPDX-License-Identifier: MIT */
/* The main window: a grid of thumbnails, a spinner and how far it has got. Not when they come: app.c. */
#ifndef THUMBS_WINDOW_H
#define THUMBS_WINDOW_H

#include "loading.h"
#include "spinner.h"

/* What its user wants. */
struct window_calls {
    void (*open)(void *self, const char *folder);
    void (*view)(void *self, const char *path);
    void (*stop)(void *self);
    void (*close)(void *self);
    void *self;
};

struct window {
    struct window_calls calls;
    GtkWidget *window, *subtitle, *stop, *scrolled, *grid, *status, *bar, *broken;
    GtkFileChooserNative *chooser; /* NULL: not open */
    struct spinner spinner;
};

/* Shows it. False: there is no display. */
bool window_init(struct window *window, const struct window_calls *calls);
void window_fini(struct window *window);

/* Empties it for a folder that is being read. */
void window_begin(struct window *window, const char *folder);
void window_add(struct window *window, const struct thumb *thumb);
void window_progress(struct window *window, guint arrived, guint broken, guint total);

/* Nothing more comes. `status` says why. */
void window_end(struct window *window, const char *status);

/* Runs GTK's loop until all that was changed is painted, and writes a PNG of it. */
bool window_screenshot(struct window *window, const char *file, GError **error);

#endif
