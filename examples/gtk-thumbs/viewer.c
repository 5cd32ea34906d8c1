/* SPDX-License-Identifier: MIT */
/* Shows one picture while its own loop runs, in which weir goes on: the picture itself comes from a work, and so do the
 * thumbnails behind it. The work has a thread of its own, since those of the pool are busy with thumbnails. */
#include "viewer.h"

#include "toolkit.h"

static int
decode(struct weir_job *job, void *self)
{
    static const struct picture_size size = {900, 600, .fill = false};
    struct viewer *viewer = self;
    return ride_read(job, viewer->path, &size, &viewer->pixbuf);
}

static void
show(void *self, const struct weir_job_info *info)
{
    struct viewer *viewer = self;
    if (ride_tells(viewer->ride, viewer->scope))
        toolkit_set_child(viewer->window,
                          viewer->pixbuf ? toolkit_picture(viewer->pixbuf) : gtk_label_new(info->error));
}

static void
start(struct viewer *viewer)
{
    if (weir_scope_new(viewer->ride->weir, &viewer->scope))
        return;
    struct weir_work work = {
        .dedicated = true,
        .job = {
            .step = decode, .arg = viewer, .on_done = show, .name = "large picture", .scope = viewer->scope}};
    ride_start(viewer->ride, &work);
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

/* After the barrier no work is left that could touch the window. */
void
viewer_run(struct viewer *viewer, struct ride *ride, GtkWidget *parent, const char *path)
{
    if (viewer->loop)
        return;
    *viewer = (struct viewer){.loop = g_main_loop_new(NULL, FALSE), .path = g_strdup(path), .ride = ride};
    viewer->window = new_window(viewer, parent);
    start(viewer);
    g_main_loop_run(viewer->loop);
    weir_scope_barrier(viewer->scope, WEIR_FOREVER);
    weir_scope_free(viewer->scope);
    toolkit_window_destroy(viewer->window);
    g_main_loop_unref(viewer->loop);
    g_clear_object(&viewer->pixbuf);
    g_free(viewer->path);
    *viewer = (struct viewer){.loop = NULL};
}

void
viewer_close(struct viewer *viewer)
{
    if (viewer->loop)
        g_main_loop_quit(viewer->loop);
}
