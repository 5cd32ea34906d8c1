/* SPDX-License-Identifier: MIT */
/* What GTK 3 and GTK 4 do differently, for the little that this program needs of them: gtk3.c or gtk4.c is compiled.
 * What they do alike is not here. */
#ifndef THUMBS_TOOLKIT_H
#define THUMBS_TOOLKIT_H

#include <gtk/gtk.h>

#include <stdbool.h>

typedef void toolkit_fn(void *self);
typedef void toolkit_draw_fn(cairo_t *cairo, void *self);

/* False: there is no display. */
bool toolkit_init(const char *css);

/* A window that is not shown yet. When its user wants it closed, it stays, and wants_close(self) is called. */
GtkWidget *toolkit_window(GtkWidget *header, toolkit_fn *wants_close, void *self);
void toolkit_window_show(GtkWidget *window);
void toolkit_window_destroy(GtkWidget *window);

/* A header bar, for toolkit_window. */
GtkWidget *toolkit_header(GtkWidget *title);

/* The only child of a window or of a scrolled window, instead of the one that it had. */
void toolkit_set_child(GtkWidget *parent, GtkWidget *child);
GtkWidget *toolkit_scrolled(void);
void toolkit_append(GtkWidget *box, GtkWidget *child);

/* Into a flow box, and what such a child of it holds. */
void toolkit_flow(GtkWidget *flow_box, GtkWidget *child);
GtkWidget *toolkit_flow_child(GtkFlowBoxChild *child);

void toolkit_css_class(GtkWidget *widget, const char *name);
void toolkit_draw(GtkWidget *area, toolkit_draw_fn *draw, void *self);

/* Shows the pixels in their own size; no reference to pixbuf is taken over. */
GtkWidget *toolkit_picture(GdkPixbuf *pixbuf);

/* Writes a PNG of what the window shows. */
bool toolkit_screenshot(GtkWidget *window, const char *file, GError **error);

#endif
