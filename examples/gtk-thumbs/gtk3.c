/* SPDX-License-Identifier: MIT */
/* The toolkit is GTK 3. Not GTK 4: gtk4.c. */
#include "toolkit.h"

struct call {
    toolkit_fn *run;
    toolkit_draw_fn *draw;
    void *self;
};

/* Lives as long as the object. */
static struct call *
call_new(gpointer object, toolkit_fn *run, toolkit_draw_fn *draw, void *self)
{
    struct call *call = g_new(struct call, 1);
    *call = (struct call){run, draw, self};
    g_object_set_data_full(object, "thumbs-call", call, g_free);
    return call;
}

bool
toolkit_init(const char *css)
{
    if (!gtk_init_check(NULL, NULL))
        return false;
    GtkCssProvider *provider = gtk_css_provider_new();
    gtk_css_provider_load_from_data(provider, css, -1, NULL);
    gtk_style_context_add_provider_for_screen(gdk_screen_get_default(), GTK_STYLE_PROVIDER(provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    g_object_unref(provider);
    return true;
}

/* Windows. */

static gboolean
on_delete(GtkWidget *window, GdkEvent *event, gpointer arg)
{
    (void)window, (void)event;
    struct call *call = arg;
    call->run(call->self);
    return TRUE;
}

static gboolean
on_key(GtkWidget *window, GdkEventKey *event, gpointer arg)
{
    (void)arg;
    if (event->keyval != GDK_KEY_Escape || !gtk_window_get_modal(GTK_WINDOW(window)))
        return FALSE;
    gtk_window_close(GTK_WINDOW(window));
    return TRUE;
}

GtkWidget *
toolkit_window(GtkWidget *header, toolkit_fn *wants_close, void *self)
{
    GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
    gtk_window_set_titlebar(GTK_WINDOW(window), header);
    g_signal_connect(window, "delete-event", G_CALLBACK(on_delete),
                     call_new(window, wants_close, NULL, self));
    g_signal_connect(window, "key-press-event", G_CALLBACK(on_key), NULL);
    return window;
}

void
toolkit_window_show(GtkWidget *window)
{
    gtk_widget_show_all(window);
}

void
toolkit_window_destroy(GtkWidget *window)
{
    gtk_widget_destroy(window);
}

/* Widgets. */

GtkWidget *
toolkit_header(GtkWidget *title)
{
    GtkWidget *header = gtk_header_bar_new();
    gtk_header_bar_set_custom_title(GTK_HEADER_BAR(header), title);
    gtk_header_bar_set_show_close_button(GTK_HEADER_BAR(header), TRUE);
    return header;
}

void
toolkit_set_child(GtkWidget *parent, GtkWidget *child)
{
    GtkWidget *before = gtk_bin_get_child(GTK_BIN(parent));
    if (before)
        gtk_container_remove(GTK_CONTAINER(parent), before);
    gtk_container_add(GTK_CONTAINER(parent), child);
    gtk_widget_show_all(child);
}

GtkWidget *
toolkit_scrolled(void)
{
    return gtk_scrolled_window_new(NULL, NULL);
}

void
toolkit_append(GtkWidget *box, GtkWidget *child)
{
    gtk_container_add(GTK_CONTAINER(box), child);
}

void
toolkit_flow(GtkWidget *flow_box, GtkWidget *child)
{
    gtk_widget_show_all(child);
    gtk_flow_box_insert(GTK_FLOW_BOX(flow_box), child, -1);
}

GtkWidget *
toolkit_flow_child(GtkFlowBoxChild *child)
{
    return gtk_bin_get_child(GTK_BIN(child));
}

void
toolkit_css_class(GtkWidget *widget, const char *name)
{
    gtk_style_context_add_class(gtk_widget_get_style_context(widget), name);
}

static gboolean
on_draw(GtkWidget *area, cairo_t *cairo, gpointer arg)
{
    (void)area;
    struct call *call = arg;
    call->draw(cairo, call->self);
    return TRUE;
}

void
toolkit_draw(GtkWidget *area, toolkit_draw_fn *draw, void *self)
{
    g_signal_connect(area, "draw", G_CALLBACK(on_draw), call_new(area, NULL, draw, self));
}

GtkWidget *
toolkit_picture(GdkPixbuf *pixbuf)
{
    return gtk_image_new_from_pixbuf(pixbuf);
}

bool
toolkit_screenshot(GtkWidget *window, const char *file, GError **error)
{
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, gtk_widget_get_allocated_width(window), gtk_widget_get_allocated_height(window));
    cairo_t *cairo = cairo_create(surface);
    gtk_widget_draw(window, cairo);
    cairo_destroy(cairo);
    cairo_status_t status = cairo_surface_write_to_png(surface, file);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string(status));
    return status == CAIRO_STATUS_SUCCESS;
}
