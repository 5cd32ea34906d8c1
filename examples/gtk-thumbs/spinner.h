/* SPDX-License-Identifier: MIT */
/* An arc that turns with the frames of the window, and counts them. Not when it turns: window.h. */
#ifndef THUMBS_SPINNER_H
#define THUMBS_SPINNER_H

#include <gtk/gtk.h>

struct spinner {
    GtkWidget *area;
    guint tick;    /* 0: it stands still */
    guint frames;  /* for which it was turned */
    gint64 before; /* us: when it was turned last; 0: not since it was started */
    gint64 worst;  /* us: the longest time between two frames */
};

void spinner_init(struct spinner *spinner);
void spinner_start(struct spinner *spinner);
void spinner_stop(struct spinner *spinner);

#endif
