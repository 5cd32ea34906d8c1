/* SPDX-License-Identifier: MIT */
/* Builds the window and changes what it shows, all on its own thread. Knows no other thread: loading.c does. */
#include "window.h"

#include "toolkit.h"

#include <string.h>

static const char css[] = ".thumbs-grid { padding: 14px; }"
                          ".thumbs-grid flowboxchild { padding: 5px; border-radius: 10px; }"
                          ".thumbs-name { font-size: smaller; color: alpha(@theme_fg_color, 0.85); }"
                          ".thumbs-broken { border-radius: 8px; background: rgba(128, 128, 128, 0.15); }"
                          ".thumbs-title { font-weight: bold; }"
                          ".thumbs-quiet { font-size: smaller; color: alpha(@theme_fg_color, 0.65); }"
                          ".thumbs-foot { padding: 10px 18px; }";

/* Labels. */

static GtkWidget *
label(const char *text, const char *css_class)
{
    GtkWidget *made = gtk_label_new(text);
    gtk_label_set_ellipsize(GTK_LABEL(made), PANGO_ELLIPSIZE_MIDDLE);
    gtk_label_set_single_line_mode(GTK_LABEL(made), TRUE);
    toolkit_css_class(made, css_class);
    return made;
}

static void set_text(GtkWidget *widget, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
set_text(GtkWidget *widget, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = g_strdup_vprintf(format, args);
    va_end(args);
    gtk_label_set_text(GTK_LABEL(widget), text);
    g_free(text);
}

/* Tiles. */

static GtkWidget *
face(const struct thumb *thumb)
{
    if (thumb->pixbuf)
        return toolkit_picture(thumb->pixbuf);
    GtkWidget *broken = label("cannot be shown", "thumbs-quiet");
    toolkit_css_class(broken, "thumbs-broken");
    return broken;
}

static GtkWidget *
tile(const struct thumb *thumb)
{
    char *name = g_filename_display_basename(thumb->path);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6), *shown = face(thumb);
    GtkWidget *caption = label(name, "thumbs-name");
    gtk_label_set_max_width_chars(GTK_LABEL(caption), 1); /* as wide as the picture, no wider */
    gtk_widget_set_size_request(shown, THUMB_WIDTH, THUMB_HEIGHT);
    gtk_widget_set_halign(box, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(box, GTK_ALIGN_START);
    gtk_widget_set_tooltip_text(box, thumb->why ? thumb->why : name);
    toolkit_append(box, shown);
    toolkit_append(box, caption);
    g_object_set_data_full(G_OBJECT(box), "thumbs-path", g_strdup(thumb->path), g_free);
    g_object_set_data(G_OBJECT(box), "thumbs-index", GUINT_TO_POINTER(thumb->index));
    g_free(name);
    return box;
}

static guint
index_of(GtkFlowBoxChild *child)
{
    GtkWidget *box = toolkit_flow_child(child);
    return GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(box), "thumbs-index"));
}

/* They arrive in no order and are shown in that of the folder. */
static int
by_index(GtkFlowBoxChild *left, GtkFlowBoxChild *right, gpointer self)
{
    (void)self;
    guint a = index_of(left), b = index_of(right);
    return (a > b) - (a < b);
}

/* What the user does. */

static void
on_tile(GtkFlowBox *grid, GtkFlowBoxChild *child, gpointer self)
{
    (void)grid;
    const struct window_calls *calls = &((struct window *)self)->calls;
    char *path = g_strdup(g_object_get_data(G_OBJECT(toolkit_flow_child(child)), "thumbs-path"));
    calls->view(calls->self, path);
    g_free(path); /* a copy, since another folder may be opened meanwhile */
}

static void
on_stop(GtkButton *button, gpointer self)
{
    (void)button;
    const struct window_calls *calls = &((struct window *)self)->calls;
    calls->stop(calls->self);
}

static void
on_close(void *self)
{
    const struct window_calls *calls = &((struct window *)self)->calls;
    calls->close(calls->self);
}

static void
on_chosen(GtkNativeDialog *dialog, int response, gpointer self)
{
    struct window *window = self;
    GFile *file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    char *folder = file && response == GTK_RESPONSE_ACCEPT ? g_file_get_path(file) : NULL;
    g_clear_object(&file);
    g_clear_object(&window->chooser);
    if (folder)
        window->calls.open(window->calls.self, folder);
    g_free(folder);
}

static void
on_open(GtkButton *button, gpointer self)
{
    (void)button;
    struct window *window = self;
    if (window->chooser)
        return;
    window->chooser = gtk_file_chooser_native_new("Open a folder", GTK_WINDOW(window->window),
                                                  GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, "_Open", "_Cancel");
    g_signal_connect(window->chooser, "response", G_CALLBACK(on_chosen), window);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(window->chooser), TRUE);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(window->chooser));
}

/* Layout. */

static GtkWidget *
new_header(struct window *window)
{
    GtkWidget *title = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0), *open = gtk_button_new_with_label("Open…");
    window->subtitle = label("", "thumbs-quiet");
    window->stop = gtk_button_new_with_label("Stop");
    gtk_widget_set_valign(title, GTK_ALIGN_CENTER);
    toolkit_append(title, label("Thumbnails", "thumbs-title"));
    toolkit_append(title, window->subtitle);
    GtkWidget *header = toolkit_header(title);
    gtk_header_bar_pack_start(GTK_HEADER_BAR(header), open);
    gtk_header_bar_pack_end(GTK_HEADER_BAR(header), window->stop);
    gtk_header_bar_pack_end(GTK_HEADER_BAR(header), window->spinner.area);
    g_signal_connect(open, "clicked", G_CALLBACK(on_open), window);
    g_signal_connect(window->stop, "clicked", G_CALLBACK(on_stop), window);
    return header;
}

static GtkWidget *
new_foot(struct window *window)
{
    GtkWidget *foot = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 14);
    window->status = label("", "thumbs-status");
    window->bar = gtk_progress_bar_new();
    window->broken = label("", "thumbs-quiet");
    gtk_widget_set_hexpand(window->bar, TRUE);
    gtk_widget_set_valign(window->bar, GTK_ALIGN_CENTER);
    toolkit_css_class(foot, "thumbs-foot");
    toolkit_append(foot, window->status);
    toolkit_append(foot, window->bar);
    toolkit_append(foot, window->broken);
    return foot;
}

static void
new_grid(struct window *window)
{
    window->grid = gtk_flow_box_new();
    GtkFlowBox *grid = GTK_FLOW_BOX(window->grid);
    gtk_flow_box_set_homogeneous(grid, TRUE);
    gtk_flow_box_set_selection_mode(grid, GTK_SELECTION_NONE);
    gtk_flow_box_set_max_children_per_line(grid, 40);
    gtk_flow_box_set_row_spacing(grid, 8);
    gtk_flow_box_set_sort_func(grid, by_index, NULL, NULL);
    gtk_widget_set_valign(window->grid, GTK_ALIGN_START);
    toolkit_css_class(window->grid, "thumbs-grid");
    g_signal_connect(grid, "child-activated", G_CALLBACK(on_tile), window);
    toolkit_set_child(window->scrolled, window->grid);
}

bool
window_init(struct window *window, const struct window_calls *calls)
{
    if (!toolkit_init(css))
        return false;
    *window = (struct window){.calls = *calls, .scrolled = toolkit_scrolled()};
    spinner_init(&window->spinner);
    window->window = toolkit_window(new_header(window), on_close, window);
    GtkWidget *content = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(window->scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_widget_set_vexpand(window->scrolled, TRUE);
    toolkit_append(content, window->scrolled);
    toolkit_append(content, gtk_separator_new(GTK_ORIENTATION_HORIZONTAL));
    toolkit_append(content, new_foot(window));
    toolkit_set_child(window->window, content);
    new_grid(window);
    gtk_window_set_title(GTK_WINDOW(window->window), "Thumbnails");
    gtk_window_set_default_size(GTK_WINDOW(window->window), 1000, 650);
    toolkit_window_show(window->window);
    return true;
}

void
window_fini(struct window *window)
{
    spinner_stop(&window->spinner);
    g_clear_object(&window->chooser);
    toolkit_window_destroy(window->window);
}

/* What it shows. */

void
window_begin(struct window *window, const char *folder)
{
    char *name = g_filename_display_name(folder);
    new_grid(window);
    set_text(window->subtitle, "%s", name);
    set_text(window->status, "Reading the folder");
    set_text(window->broken, "%s", "");
    gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(window->bar), 0);
    gtk_widget_set_sensitive(window->stop, TRUE);
    spinner_start(&window->spinner);
    g_free(name);
}

void
window_add(struct window *window, const struct thumb *thumb)
{
    toolkit_flow(window->grid, tile(thumb));
}

void
window_progress(struct window *window, guint arrived, guint broken, guint total)
{
    set_text(window->status, "%u of %u", arrived, total);
    if (broken > 0)
        set_text(window->broken, "%u cannot be shown", broken);
    gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(window->bar), total > 0 ? (double)arrived / total : 0);
}

void
window_end(struct window *window, const char *status)
{
    set_text(window->status, "%s", status);
    gtk_widget_set_sensitive(window->stop, FALSE);
    spinner_stop(&window->spinner);
}

/* A picture of it. */

static void
count_down(GdkFrameClock *clock, gpointer frames)
{
    (void)clock;
    --*(int *)frames;
}

static gboolean
give_up(gpointer frames)
{
    *(int *)frames = 0;
    return G_SOURCE_CONTINUE;
}

/* Two frames, since GTK may lay out in one what the other shows; five seconds, since a hidden window has none. */
static void
wait_until_painted(GtkWidget *widget)
{
    int frames = 2;
    GdkFrameClock *clock = gtk_widget_get_frame_clock(widget);
    gulong painted = g_signal_connect(clock, "after-paint", G_CALLBACK(count_down), &frames);
    guint limit = g_timeout_add_seconds(5, give_up, &frames);
    while (frames > 0) {
        gtk_widget_queue_draw(widget);
        g_main_context_iteration(NULL, TRUE);
    }
    g_source_remove(limit);
    g_signal_handler_disconnect(clock, painted);
}

bool
window_screenshot(struct window *window, const char *file, GError **error)
{
    wait_until_painted(window->window);
    return toolkit_screenshot(window->window, file, error);
}
