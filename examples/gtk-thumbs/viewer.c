/* SPDX-License-Identifier: MIT */
/* Shows one picture while its own loop runs, in which weir goes on: the picture itself comes as a task, and so do the
 * thumbnails behind it. Not how they come: crew.c. */
#include "viewer.h"

#include "picture.h"
#include "toolkit.h"

/* The larger picture, on its way from the thread that decodes it. */
struct large {
    struct viewer *viewer;
    GdkPixbuf *pixbuf;
    GError *error;
};

static void
drop(void *arg, int why)
{
    (void)why;
    struct large *large = arg;
    g_clear_object(&large->pixbuf);
    g_clear_error(&large->error);
    g_free(large);
}

static void
show(void *arg)
{
    struct large *large = arg;
    GtkWidget *child = large->pixbuf ? toolkit_picture(large->pixbuf) : gtk_label_new(large->error->message);
    toolkit_set_child(large->viewer->window, child);
    drop(large, 0);
}

static bool
is_stopped(const void *crew)
{
    return crew_is_stopped(crew);
}

static void
decode(struct crew *crew, void *self)
{
    static const struct picture_size size = {900, 600, .fill = false};
    struct large *large = g_new0(struct large, 1);
    large->viewer = self;
    large->pixbuf = picture_read(large->viewer->path, &size, is_stopped, crew, &large->error);
    if (!crew_hand(crew, show, drop, large))
        drop(large, 0);
}

static void
wants_close(void *self)
{
    viewer_close(self);
}

static GtkWidget *
new_window(struct viewer *viewer, GtkWidget *parent)
{
    char *name = g_filename_display_basename(viewer->path);
    GtkWidget *window = toolkit_window(toolkit_header(gtk_label_new(name)), wants_close, viewer);
    gtk_window_set_title(GTK_WINDOW(window), name);
    gtk_window_set_modal(GTK_WINDOW(window), TRUE);
    gtk_window_set_transient_for(GTK_WINDOW(window), GTK_WINDOW(parent));
    gtk_window_set_default_size(GTK_WINDOW(window), 400, 300);
    toolkit_set_child(window, gtk_label_new("Opening…"));
    toolkit_window_show(window);
    g_free(name);
    return window;
}

void
viewer_run(struct viewer *viewer, struct ride *ride, GtkWidget *parent, const char *path)
{
    if (viewer->loop)
        return;
    *viewer = (struct viewer){.loop = g_main_loop_new(NULL, FALSE), .path = g_strdup(path)};
    viewer->window = new_window(viewer, parent);
    struct crew *crew = crew_start(ride, 1, decode, viewer);
    g_main_loop_run(viewer->loop);
    crew_free(crew);
    toolkit_window_destroy(viewer->window);
    g_main_loop_unref(viewer->loop);
    g_free(viewer->path);
    *viewer = (struct viewer){.loop = NULL};
}

void
viewer_close(struct viewer *viewer)
{
    if (viewer->loop)
        g_main_loop_quit(viewer->loop);
}
