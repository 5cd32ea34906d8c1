/* SPDX-License-Identifier: MIT */
/* The hosts GTK 3 and GTK 4: a window that is drawn by its frame clock, and the loops that GTK nests. Not the pump
 * (adapters/glib). */
#include "glib_loop.h"

#include <gtk/gtk.h>

#if GTK_MAJOR_VERSION == 3
#define gtk_window_destroy(window) gtk_widget_destroy(GTK_WIDGET(window))
#endif

/* The window, and its frames. */

struct window {
    GtkWidget *window, *area;
    struct glib_call painted;
    guint tick; /* 0: nobody asks for frames */
    int frame;
};

static void
draw(struct window *window, cairo_t *cairo)
{
    cairo_set_source_rgb(cairo, window->frame++ % 64 / 64.0, 0.4, 0.6);
    cairo_paint(cairo);
    if (window->painted.run)
        window->painted.run(window->painted.arg);
}

#if GTK_MAJOR_VERSION == 3

static gboolean
on_draw(GtkWidget *area, cairo_t *cairo, gpointer window)
{
    (void)area;
    draw(window, cairo);
    return TRUE;
}

static GtkWidget *
new_window(struct window *window)
{
    GtkWidget *top = gtk_window_new(GTK_WINDOW_TOPLEVEL);
    g_signal_connect(window->area, "draw", G_CALLBACK(on_draw), window);
    gtk_container_add(GTK_CONTAINER(top), window->area);
    gtk_widget_show_all(top);
    return top;
}

#else

static void
on_draw(GtkDrawingArea *area, cairo_t *cairo, int width, int height, gpointer window)
{
    (void)area, (void)width, (void)height;
    draw(window, cairo);
}

static GtkWidget *
new_window(struct window *window)
{
    GtkWidget *top = gtk_window_new();
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(window->area), on_draw, window, NULL);
    gtk_window_set_child(GTK_WINDOW(top), window->area);
    gtk_widget_set_visible(top, TRUE);
    return top;
}

#endif

/* Asks for each next frame, as a viewport does that plays. */
static gboolean
ask_for_frame(GtkWidget *area, GdkFrameClock *clock, gpointer arg)
{
    (void)clock, (void)arg;
    gtk_widget_queue_draw(area);
    return G_SOURCE_CONTINUE;
}

static void
gtk_paint_each_frame(struct host_loop *loop, weir_fn *painted, void *arg)
{
    struct window *window = loop->window;
    window->painted = (struct glib_call){painted, arg};
    if (painted && window->tick == 0)
        window->tick = gtk_widget_add_tick_callback(window->area, ask_for_frame, NULL, NULL);
    if (!painted && window->tick != 0) {
        gtk_widget_remove_tick_callback(window->area, window->tick);
        window->tick = 0;
    }
}

static bool
is_mapped(void *window)
{
    return gtk_widget_get_mapped(((struct window *)window)->area);
}

static struct host_loop *
gtk_open(void)
{
#if GTK_MAJOR_VERSION == 3
    gtk_init(NULL, NULL);
#else
    gtk_init();
#endif
    struct host_loop *loop = glib_loop_open(g_main_context_default());
    struct window *window = g_new0(struct window, 1);
    loop->window = window;
    window->area = gtk_drawing_area_new();
    window->window = new_window(window);
    glib_loop_run(loop, is_mapped, window, WEIR_S(20));
    return loop;
}

static void
gtk_close(struct host_loop *loop)
{
    if (!loop)
        return;
    struct window *window = loop->window;
    gtk_paint_each_frame(loop, NULL, NULL);
    gtk_window_destroy(GTK_WINDOW(window->window));
    while (g_main_context_iteration(loop->context, FALSE))
        continue;
    g_free(window);
    glib_loop_close(loop);
}

/* GTK's own loops. */

struct modal {
    host_until *until;
    void *arg;
    int64_t end;
    struct host_loop *loop;
    GtkWidget *widget;
    GMainLoop *inner;
    bool reached;
};

static void
close_modal(struct modal *modal)
{
#if GTK_MAJOR_VERSION == 3
    if (modal->widget && GTK_IS_DIALOG(modal->widget))
        gtk_dialog_response(GTK_DIALOG(modal->widget), GTK_RESPONSE_CANCEL);
#endif
    if (modal->inner)
        g_main_loop_quit(modal->inner);
}

static gboolean
look_again(gpointer arg)
{
    struct modal *modal = arg;
    modal->reached = modal->until(modal->arg);
    if (modal->reached || glib_loop_now(modal->loop) >= modal->end)
        close_modal(modal);
    return G_SOURCE_CONTINUE;
}

static void
run_inner(struct modal *modal)
{
    modal->inner = g_main_loop_new(NULL, FALSE);
    g_main_loop_run(modal->inner);
    g_main_loop_unref(modal->inner);
}

#if GTK_MAJOR_VERSION == 3

static void
run_dialog(struct modal *modal, GtkWindow *parent)
{
    modal->widget =
        gtk_message_dialog_new(parent, GTK_DIALOG_MODAL, GTK_MESSAGE_INFO, GTK_BUTTONS_CLOSE, "modal");
    gtk_dialog_run(GTK_DIALOG(modal->widget));
    gtk_widget_destroy(modal->widget);
}

static void
run_menu(struct modal *modal, GtkWidget *area)
{
    GtkWidget *menu = gtk_menu_new();
    gtk_menu_attach_to_widget(GTK_MENU(menu), area, NULL);
    gtk_menu_shell_append(GTK_MENU_SHELL(menu), gtk_menu_item_new_with_label("one"));
    gtk_widget_show_all(menu);
    gtk_menu_popup_at_widget(GTK_MENU(menu), area, GDK_GRAVITY_CENTER, GDK_GRAVITY_CENTER, NULL);
    run_inner(modal);
    gtk_menu_popdown(GTK_MENU(menu));
    gtk_widget_destroy(menu);
}

static const char *const gtk_modals[] = {"g_main_loop_run", "gtk_dialog_run", "a popup menu", NULL};

#else

static void
run_dialog(struct modal *modal, GtkWindow *parent)
{
    GtkWidget *dialog = gtk_window_new();
    gtk_window_set_modal(GTK_WINDOW(dialog), TRUE);
    gtk_window_set_transient_for(GTK_WINDOW(dialog), parent);
    gtk_window_set_child(GTK_WINDOW(dialog), gtk_label_new("modal"));
    gtk_widget_set_visible(dialog, TRUE);
    run_inner(modal);
    gtk_window_destroy(GTK_WINDOW(dialog));
}

static void
run_menu(struct modal *modal, GtkWidget *area)
{
    GMenu *model = g_menu_new();
    g_menu_append(model, "one", NULL);
    GtkWidget *menu = gtk_popover_menu_new_from_model(G_MENU_MODEL(model));
    gtk_widget_set_parent(menu, area);
    gtk_popover_popup(GTK_POPOVER(menu));
    run_inner(modal);
    gtk_popover_popdown(GTK_POPOVER(menu));
    gtk_widget_unparent(menu);
    g_object_unref(model);
}

static const char *const gtk_modals[] = {"g_main_loop_run", "a modal window", "a popup menu", NULL};

#endif

static bool
gtk_modal(struct host_loop *loop, int which, host_until *until, void *arg, int64_t limit)
{
    struct window *window = loop->window;
    struct modal modal = {.until = until, .arg = arg, .loop = loop, .end = glib_loop_now(loop) + limit};
    guint look = g_timeout_add(5, look_again, &modal);
    if (which == 0)
        run_inner(&modal);
    else if (which == 1)
        run_dialog(&modal, GTK_WINDOW(window->window));
    else
        run_menu(&modal, window->area);
    g_source_remove(look);
    return modal.reached;
}

const struct host gtk_host = {
    .name = KIT_GTK_NAME,
    .can = HOST_WAKES | HOST_NESTS | HOST_HAS_IO | HOST_PAINTS | HOST_HAS_MODALS,
    .open = gtk_open,
    .close = gtk_close,
    .attach = glib_loop_attach,
    .run = glib_loop_run,
    .post = glib_loop_post,
    .tick = glib_loop_tick,
    .watch = glib_loop_watch,
    .now = glib_loop_now,
    .paint = gtk_paint_each_frame,
    .modals = gtk_modals,
    .modal = gtk_modal,
};
