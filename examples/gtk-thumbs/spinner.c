/* SPDX-License-Identifier: MIT */
/* The spinner is drawn for the time of each frame, so that a thread of the window that is held up shows: it jumps. Not
 * how GTK 3 and GTK 4 ask for a drawing: toolkit.h. */
#include "spinner.h"

#include "toolkit.h"

#define SIZE     18     /* pixels */
#define ONE_TURN 900000 /* us */

static void
draw(cairo_t *cairo, void *self)
{
    struct spinner *spinner = self;
    double middle = SIZE / 2.0, radius = middle - 1.5;
    double from = (double)(spinner->before % ONE_TURN) / ONE_TURN * 2 * G_PI;
    if (!spinner->tick)
        return;
    cairo_set_line_width(cairo, 2.5);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_source_rgba(cairo, 0.5, 0.5, 0.5, 0.35);
    cairo_arc(cairo, middle, middle, radius, 0, 2 * G_PI);
    cairo_stroke(cairo);
    cairo_set_source_rgb(cairo, 0.21, 0.52, 0.89);
    cairo_arc(cairo, middle, middle, radius, from, from + G_PI * 0.6);
    cairo_stroke(cairo);
}

static void
measure(struct spinner *spinner)
{
    gint64 now = g_get_monotonic_time();
    if (spinner->before != 0)
        spinner->worst = MAX(spinner->worst, now - spinner->before);
    spinner->before = now;
}

static gboolean
turn(GtkWidget *area, GdkFrameClock *clock, gpointer self)
{
    (void)clock;
    struct spinner *spinner = self;
    measure(spinner);
    spinner->frames++;
    gtk_widget_queue_draw(area);
    return G_SOURCE_CONTINUE;
}

void
spinner_init(struct spinner *spinner)
{
    *spinner = (struct spinner){.area = gtk_drawing_area_new()};
    gtk_widget_set_size_request(spinner->area, SIZE, SIZE);
    gtk_widget_set_valign(spinner->area, GTK_ALIGN_CENTER);
    toolkit_draw(spinner->area, draw, spinner);
}

void
spinner_start(struct spinner *spinner)
{
    if (spinner->tick)
        return;
    spinner->before = 0;
    spinner->tick = gtk_widget_add_tick_callback(spinner->area, turn, spinner, NULL);
}

void
spinner_stop(struct spinner *spinner)
{
    if (!spinner->tick)
        return;
    if (spinner->before != 0)
        measure(spinner);
    gtk_widget_remove_tick_callback(spinner->area, spinner->tick);
    spinner->tick = 0;
    gtk_widget_queue_draw(spinner->area);
}
