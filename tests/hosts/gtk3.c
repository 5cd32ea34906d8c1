/* SPDX-License-Identifier: MIT */
/* The way into a GTK 3 program: a module that GTK loads because GTK_MODULES names it. Its beat is a timeout of the
 * program's main context, its paint the frame clock of the program's window. Not what is done there (probe.c). */
#include "probe.h"

#include <weir-glib.h>

#include <gtk/gtk.h>

static GtkWindow *window; /* the program's, once it is there; NULL again if it is destroyed */

static int
attach(struct weir *w)
{
    return weir_glib_attach(w, g_main_context_default());
}

static void
show(const char *text)
{
    if (window)
        gtk_window_set_title(window, text);
}

static struct probe_way way = {.loop = "GLib, GTK 3", .paints = true, .attach = attach, .show = show};

static gboolean
on_frame(GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
    (void)widget, (void)clock, (void)unused;
    probe_paint();
    return G_SOURCE_CONTINUE; /* another frame: with weir and without, the window paints all the time */
}

static bool
is_its_window(gpointer toplevel)
{
    return GTK_IS_APPLICATION_WINDOW(toplevel) && gtk_widget_get_mapped(GTK_WIDGET(toplevel));
}

static void
find_window(void)
{
    GList *all = gtk_window_list_toplevels();
    for (GList *link = all; link && !window; link = link->next)
        if (is_its_window(link->data))
            window = link->data;
    g_list_free(all);
    if (!window)
        return;
    g_object_add_weak_pointer(G_OBJECT(window), (gpointer *)&window);
    gtk_widget_add_tick_callback(GTK_WIDGET(window), on_frame, NULL, NULL);
}

static gboolean
on_beat(gpointer unused)
{
    (void)unused;
    if (!window)
        find_window();
    if (!window || probe_beat(&way))
        return G_SOURCE_CONTINUE;
    gtk_window_close(window); /* as by its title bar; the program quits by itself with its last window */
    return G_SOURCE_REMOVE;
}

/* What GTK looks for in a module. */
G_MODULE_EXPORT int gtk_module_init(int *argc, char ***argv);

int
gtk_module_init(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    g_unsetenv("GTK_MODULES"); /* for this program, not for those that it starts */
    snprintf(way.loop, sizeof way.loop, "GLib %u.%u, GTK %u.%u", glib_major_version, glib_minor_version,
             gtk_get_major_version(), gtk_get_minor_version());
    g_timeout_add(PROBE_BEAT_MS, on_beat, NULL);
    return 0;
}
