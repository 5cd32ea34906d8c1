/* SPDX-License-Identifier: MIT */
/* The toolkit is GTK 4. Not GTK 3: gtk3.c. */
#include "toolkit.h"

struct call {
    toolkit_fn *run;
    toolkit_draw_fn *draw;
    void *self;
};

static struct call *
call_new(toolkit_fn *run, toolkit_draw_fn *draw, void *self)
{
    struct call *call = g_new(struct call, 1);
    *call = (struct call){run, draw, self};
    return call;
}

bool
toolkit_init(const char *css)
{
    if (!gtk_init_check())
        return false;
    GtkCssProvider *provider = gtk_css_provider_new();
    gtk_css_provider_load_from_data(provider, css, -1);
    gtk_style_context_add_provider_for_display(gdk_display_get_default(), GTK_STYLE_PROVIDER(provider),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    g_object_unref(provider);
    return true;
}

/* Windows. */

static gboolean
on_close_request(GtkWindow *window, gpointer arg)
{
    (void)window;
    struct call *call = arg;
    call->run(call->self);
    return TRUE;
}

static gboolean
on_key(GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer window)
{
    (void)keys, (void)code, (void)state;
    if (key != GDK_KEY_Escape || !gtk_window_get_modal(window))
        return FALSE;
    gtk_window_close(window);
    return TRUE;
}

GtkWidget *
toolkit_window(GtkWidget *header, toolkit_fn *wants_close, void *self)
{
    GtkWidget *window = gtk_window_new();
    struct call *call = call_new(wants_close, NULL, self);
    GtkEventController *keys = gtk_event_controller_key_new();
    gtk_window_set_titlebar(GTK_WINDOW(window), header);
    g_signal_connect(window, "close-request", G_CALLBACK(on_close_request), call);
    g_object_set_data_full(G_OBJECT(window), "thumbs-call", call, g_free);
    g_signal_connect(keys, "key-pressed", G_CALLBACK(on_key), window);
    gtk_widget_add_controller(window, keys);
    return window;
}

void
toolkit_window_show(GtkWidget *window)
{
    gtk_window_present(GTK_WINDOW(window));
}

void
toolkit_window_destroy(GtkWidget *window)
{
    gtk_window_destroy(GTK_WINDOW(window));
}

/* Widgets. */

GtkWidget *
toolkit_header(GtkWidget *title)
{
    GtkWidget *header = gtk_header_bar_new();
    gtk_header_bar_set_title_widget(GTK_HEADER_BAR(header), title);
    return header;
}

void
toolkit_set_child(GtkWidget *parent, GtkWidget *child)
{
    if (GTK_IS_WINDOW(parent))
        gtk_window_set_child(GTK_WINDOW(parent), child);
    else
        gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(parent), child);
}

GtkWidget *
toolkit_scrolled(void)
{
    return gtk_scrolled_window_new();
}

void
toolkit_append(GtkWidget *box, GtkWidget *child)
{
    gtk_box_append(GTK_BOX(box), child);
}

void
toolkit_flow(GtkWidget *flow_box, GtkWidget *child)
{
    gtk_flow_box_insert(GTK_FLOW_BOX(flow_box), child, -1);
}

GtkWidget *
toolkit_flow_child(GtkFlowBoxChild *child)
{
    return gtk_flow_box_child_get_child(child);
}

void
toolkit_css_class(GtkWidget *widget, const char *name)
{
    gtk_widget_add_css_class(widget, name);
}

static void
on_draw(GtkDrawingArea *area, cairo_t *cairo, int width, int height, gpointer arg)
{
    (void)area, (void)width, (void)height;
    struct call *call = arg;
    call->draw(cairo, call->self);
}

void
toolkit_draw(GtkWidget *area, toolkit_draw_fn *draw, void *self)
{
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(area), on_draw, call_new(NULL, draw, self), g_free);
}

static void
draw_pixbuf(GtkDrawingArea *area, cairo_t *cairo, int width, int height, gpointer pixbuf)
{
    (void)area, (void)width, (void)height;
    gdk_cairo_set_source_pixbuf(cairo, pixbuf, 0, 0);
    cairo_paint(cairo);
}

/* No GtkPicture: without a GPU, each frame would convert each texture of the grid, also those out of sight. */
GtkWidget *
toolkit_picture(GdkPixbuf *pixbuf)
{
    GtkWidget *area = gtk_drawing_area_new();
    gtk_drawing_area_set_content_width(GTK_DRAWING_AREA(area), gdk_pixbuf_get_width(pixbuf));
    gtk_drawing_area_set_content_height(GTK_DRAWING_AREA(area), gdk_pixbuf_get_height(pixbuf));
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(area), draw_pixbuf, g_object_ref(pixbuf), g_object_unref);
    return area;
}

bool
toolkit_screenshot(GtkWidget *window, const char *file, GError **error)
{
    GdkPaintable *paintable = gtk_widget_paintable_new(window);
    GtkSnapshot *snapshot = gtk_snapshot_new();
    gdk_paintable_snapshot(paintable, snapshot, gdk_paintable_get_intrinsic_width(paintable),
                           gdk_paintable_get_intrinsic_height(paintable));
    GskRenderNode *node = gtk_snapshot_free_to_node(snapshot);
    g_object_unref(paintable);
    if (!node) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, "The window shows nothing");
        return false;
    }
    GskRenderer *renderer = gtk_native_get_renderer(GTK_NATIVE(window));
    GdkTexture *texture = gsk_renderer_render_texture(renderer, node, NULL);
    bool saved = gdk_texture_save_to_png(texture, file);
    if (!saved)
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, "It cannot be written");
    g_object_unref(texture);
    gsk_render_node_unref(node);
    return saved;
}
