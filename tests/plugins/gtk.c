/* SPDX-License-Identifier: MIT */
/* A program of GTK 3 or GTK 4 into which plug-ins are loaded. It links the toolkit and nothing of weir. Not the laws
 * (laws.c). */
#include "toolkit.h"

#include <gtk/gtk.h>
#include <string.h>

enum {
    LIMIT_S = 60,
    FRAMES_IN_MODAL = 5
};

static GtkWidget *window, *area;
static GSource *own; /* at the priority of "weir front", and there before it */
static long frames;

#if GTK_MAJOR_VERSION == 3

static gboolean
on_draw(GtkWidget *widget, cairo_t *cairo, gpointer unused)
{
    (void)widget, (void)unused;
    cairo_set_source_rgb(cairo, (double)(frames++ % 64) / 64.0, 0.4, 0.6);
    cairo_paint(cairo);
    return TRUE;
}

static void
open_window(void)
{
    gtk_init(NULL, NULL);
    window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
    area = gtk_drawing_area_new();
    g_signal_connect(area, "draw", G_CALLBACK(on_draw), NULL);
    gtk_container_add(GTK_CONTAINER(window), area);
    gtk_widget_show_all(window);
}

static void
close_window(void)
{
    gtk_widget_destroy(window);
}

static GtkWidget *
run_modal(GMainLoop *unused)
{
    (void)unused;
    GtkWidget *dialog = gtk_message_dialog_new(GTK_WINDOW(window), GTK_DIALOG_MODAL, GTK_MESSAGE_INFO,
                                               GTK_BUTTONS_CLOSE, "modal");
    g_object_set_data(G_OBJECT(window), "dialog", dialog);
    gtk_dialog_run(GTK_DIALOG(dialog));
    return dialog;
}

static void
leave_modal(GMainLoop *unused)
{
    (void)unused;
    gtk_dialog_response(GTK_DIALOG(g_object_get_data(G_OBJECT(window), "dialog")), GTK_RESPONSE_CLOSE);
}

static void
end_modal(GtkWidget *dialog)
{
    gtk_widget_destroy(dialog);
}

#else

static void
on_draw(GtkDrawingArea *widget, cairo_t *cairo, int width, int height, gpointer unused)
{
    (void)widget, (void)width, (void)height, (void)unused;
    cairo_set_source_rgb(cairo, (double)(frames++ % 64) / 64.0, 0.4, 0.6);
    cairo_paint(cairo);
}

static void
open_window(void)
{
    gtk_init();
    window = gtk_window_new();
    area = gtk_drawing_area_new();
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(area), on_draw, NULL, NULL);
    gtk_window_set_child(GTK_WINDOW(window), area);
    gtk_widget_set_visible(window, TRUE);
}

static void
close_window(void)
{
    gtk_window_destroy(GTK_WINDOW(window));
}

static GtkWidget *
run_modal(GMainLoop *inner)
{
    GtkWidget *dialog = gtk_window_new();
    gtk_window_set_modal(GTK_WINDOW(dialog), TRUE);
    gtk_window_set_transient_for(GTK_WINDOW(dialog), GTK_WINDOW(window));
    gtk_window_set_child(GTK_WINDOW(dialog), gtk_label_new("modal"));
    gtk_widget_set_visible(dialog, TRUE);
    g_main_loop_run(inner);
    return dialog;
}

static void
leave_modal(GMainLoop *inner)
{
    g_main_loop_quit(inner);
}

static void
end_modal(GtkWidget *dialog)
{
    gtk_window_destroy(GTK_WINDOW(dialog));
}

#endif

/* The loop. */

static gboolean
ask_for_frame(GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
    (void)clock, (void)unused;
    gtk_widget_queue_draw(widget);
    return G_SOURCE_CONTINUE;
}

static gboolean
go_on(gpointer unused)
{
    (void)unused;
    return G_SOURCE_CONTINUE;
}

bool
toolkit_run(toolkit_until *until, void *arg)
{
    gint64 end = g_get_monotonic_time() + LIMIT_S * G_USEC_PER_SEC;
    guint look = g_timeout_add(5, go_on, NULL); /* brings the loop back to `until` */
    bool reached;
    while (!(reached = until(arg)) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(look);
    return reached;
}

long
toolkit_frames(void)
{
    return frames;
}

static bool
has_painted(void *unused)
{
    (void)unused;
    return frames > 0;
}

/* The host's own source, which waits until it is made ready. */

struct overtaking {
    toolkit_call *call;
    void *arg;
    bool done;
};

static gboolean
dispatch_own(GSource *source, GSourceFunc callback, gpointer arg)
{
    struct overtaking *it = arg;
    (void)callback;
    g_source_set_ready_time(source, -1);
    it->call(it->arg);
    it->done = true;
    return G_SOURCE_CONTINUE;
}

static bool
is_done(void *arg)
{
    return ((struct overtaking *)arg)->done;
}

void
toolkit_overtake(toolkit_call *wake, toolkit_call *call, void *arg)
{
    struct overtaking it = {call, arg, false};
    g_source_set_callback(own, go_on, &it, NULL);
    wake(arg);
    g_source_set_ready_time(own, 0);
    toolkit_run(is_done, &it);
}

/* Life. */

void
toolkit_open(void)
{
    static GSourceFuncs functions = {.dispatch = dispatch_own};
    open_window();
    gtk_widget_add_tick_callback(area, ask_for_frame, NULL, NULL);
    own = g_source_new(&functions, sizeof(GSource));
    g_source_attach(own, NULL);
    frames = 0;
    if (!toolkit_run(has_painted, NULL))
        g_error("the window is not painted");
}

void
toolkit_close(void)
{
    g_source_destroy(own);
    g_source_unref(own);
    close_window();
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

/* A modal loop. */

struct modal {
    toolkit_call *inside;
    void *arg;
    long leave_at; /* frames; 0: not been inside yet */
    GMainLoop *inner;
};

static gboolean
look_at_modal(gpointer arg)
{
    struct modal *modal = arg;
    if (modal->leave_at == 0) {
        modal->inside(modal->arg);
        modal->leave_at = frames + FRAMES_IN_MODAL;
    }
    if (frames < modal->leave_at)
        return G_SOURCE_CONTINUE;
    leave_modal(modal->inner);
    return G_SOURCE_REMOVE;
}

void
toolkit_modal(toolkit_call *inside, void *arg)
{
    struct modal modal = {inside, arg, 0, g_main_loop_new(NULL, FALSE)};
    g_timeout_add(10, look_at_modal, &modal);
    end_modal(run_modal(modal.inner));
    g_main_loop_unref(modal.inner);
}

/* What is in the context: GLib numbers its sources in the order in which they come. */

static bool
is_of_a_plugin(guint id)
{
    GSource *source = g_main_context_find_source_by_id(NULL, id);
    const char *name = source ? g_source_get_name(source) : NULL;
    return name && strncmp(name, "weir ", strlen("weir ")) == 0;
}

bool
toolkit_holds_only(int plugins)
{
    guint last = g_idle_add(go_on, NULL);
    int held = 0;
    for (guint id = 1; id < last; id++)
        held += is_of_a_plugin(id);
    g_source_remove(last);
    return held == 2 * plugins;
}
