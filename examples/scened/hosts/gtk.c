/* SPDX-License-Identifier: MIT */
/* The host on GTK 4: a window that draws the scene as it turns, with a line above that counts. Not how it is drawn: that is
 * ../scene/render.h. */
#include "host.h"

#include "render.h"

#include <gtk/gtk.h>
#include <weir-glib.h>

enum {
    BEAT_MS = 16,
    BEATS_A_TEXT = 16,    /* a text takes longer to lay out than a frame has */
    PIXELS_MOST = 2 << 20 /* of a frame, as render_some counts them; what would take longer is not drawn */
};

static const double TURN = 0.006, PITCH = 0.5; /* radians; the one for a frame */

static struct {
    struct scene *scene;
    GMainLoop *loop;
    GtkWidget *window, *area, *count;
    guint beat;
    double yaw;
    cairo_surface_t *picture; /* of the size that the window had at the last frame */
    float *depth;             /* of each of its pixels */
} gtk;

static void
say(void)
{
    const struct scene_beat *beat = &gtk.scene->beat;
    char *text = g_strdup_printf("%zu objects, %" G_GUINT64_FORMAT " beats, longest gap %.1f ms",
                                 gtk.scene->count, beat->beats, (double)beat->worst_gap / 1e6);
    gtk_label_set_text(GTK_LABEL(gtk.count), text);
    g_free(text);
}

static gboolean
on_beat(gpointer self)
{
    (void)self;
    scene_beat(gtk.scene);
    gtk.yaw += TURN;
    if (gtk.scene->beat.beats % BEATS_A_TEXT == 0)
        say();
    gtk_widget_queue_draw(gtk.area);
    return G_SOURCE_CONTINUE;
}

/* They are kept from frame to frame. */
static void
fit(int width, int height)
{
    if (gtk.picture && cairo_image_surface_get_width(gtk.picture) == width &&
        cairo_image_surface_get_height(gtk.picture) == height)
        return;
    g_clear_pointer(&gtk.picture, cairo_surface_destroy);
    g_free(gtk.depth);
    gtk.picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    gtk.depth = g_new(float, (gsize)width *(gsize)height);
}

/* Red, green, blue in memory is what render draws; cairo's is a number, with red above. */
static void
reorder(uint32_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pixels[i] = GUINT32_FROM_BE(pixels[i]) >> 8;
}

static void
draw(GtkDrawingArea *area, cairo_t *cairo, int width, int height, gpointer self)
{
    (void)area, (void)self;
    fit(width, height);
    cairo_surface_flush(gtk.picture);
    uint32_t *pixels =
        (uint32_t *)(void *)cairo_image_surface_get_data(gtk.picture); /* no gaps between rows */
    struct render frame = {.width = width, .height = height, .pixels = pixels, .depth = gtk.depth};
    render_begin(&frame, gtk.scene, gtk.yaw, PITCH);
    render_some(&frame, gtk.scene, PIXELS_MOST);
    reorder(pixels, (size_t)width * (size_t)height);
    cairo_surface_mark_dirty(gtk.picture);
    cairo_set_source_surface(cairo, gtk.picture, 0, 0);
    cairo_paint(cairo);
}

static gboolean
on_close_request(GtkWindow *window, gpointer self)
{
    (void)window, (void)self;
    g_main_loop_quit(gtk.loop);
    return TRUE; /* it stays until the end */
}

static GtkWidget *
new_header(const char *title)
{
    GtkWidget *header = gtk_header_bar_new(), *lines = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk.count = gtk_label_new("");
    gtk_widget_set_valign(lines, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(lines), gtk_label_new(title));
    gtk_box_append(GTK_BOX(lines), gtk.count);
    gtk_header_bar_set_title_widget(GTK_HEADER_BAR(header), lines);
    return header;
}

static void
open_window(const char *title)
{
    gtk.window = gtk_window_new();
    gtk.area = gtk_drawing_area_new();
    gtk_window_set_title(GTK_WINDOW(gtk.window), title);
    gtk_window_set_titlebar(GTK_WINDOW(gtk.window), new_header(title));
    gtk_window_set_default_size(GTK_WINDOW(gtk.window), 900, 600);
    gtk_window_set_child(GTK_WINDOW(gtk.window), gtk.area);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(gtk.area), draw, NULL, NULL);
    g_signal_connect(gtk.window, "close-request", G_CALLBACK(on_close_request), NULL);
    say();
    gtk_window_present(GTK_WINDOW(gtk.window));
}

static int
start(struct weir *w, struct scene *scene, const char *title)
{
    if (!gtk_init_check()) {
        g_printerr("weir-scened: cannot open a window: there is no display\n");
        return WEIR_EHOST;
    }
    int failed = weir_glib_attach(w, g_main_context_default());
    if (failed)
        return failed;
    gtk.scene = scene;
    gtk.loop = g_main_loop_new(NULL, FALSE);
    gtk.beat = g_timeout_add(BEAT_MS, on_beat, NULL);
    open_window(title);
    return 0;
}

static void
run(void)
{
    g_main_loop_run(gtk.loop);
}

static void
quit(void)
{
    g_main_loop_quit(gtk.loop);
}

static void
end(void)
{
    g_source_remove(gtk.beat);
    gtk_window_destroy(GTK_WINDOW(gtk.window));
    g_clear_pointer(&gtk.picture, cairo_surface_destroy);
    g_free(gtk.depth);
    g_main_loop_unref(gtk.loop);
}

const struct host gtk_host = {.name = "gtk", .start = start, .run = run, .quit = quit, .end = end};
