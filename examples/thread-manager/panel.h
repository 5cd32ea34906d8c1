/* SPDX-License-Identifier: MIT */
/* What the host shows: lines that stay, and below them a bar for each task that runs. As an object of the host it belongs to
 * the loop thread, and each function refuses a call from another with WEIR_ETHREAD, which weir puts in the log. */
#ifndef MANAGER_PANEL_H
#define MANAGER_PANEL_H

#include <weir/weir.h>

struct bar;

struct panel {
    struct weir *weir;
    struct bar *bars; /* oldest first */
    bool is_drawn;    /* on a terminal; else there are only the lines */
    bool is_stale;    /* it will be drawn at the end of this frame */
};

struct bar {
    struct bar *next;
    const char *name;
    int64_t done, total; /* total 0: not known */
    bool is_shown;
};

void panel_open(struct panel *panel, struct weir *w);
void panel_close(struct panel *panel); /* after weir_close; the lines stay */

int panel_say(struct panel *panel, const char *format, ...) WEIR_PRINTF_LIKE(2, 3);
int panel_show(struct panel *panel, struct bar *bar);
int panel_hide(struct panel *panel, struct bar *bar);

#endif
