/* SPDX-License-Identifier: MIT */
/* What the host shows: lines that stay, and below them a bar for each task that runs. Not what they say. All of it is on
 * stderr, so that stdout is the result's. */
#include "panel.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Of ECMA-48, and of every terminal since the VT100. */
#define UP_LINES      "\033[%dA"
#define ERASE_BELOW   "\r\033[J"
#define NO_LINE_WRAPS "\033[?7l"
#define LINES_WRAP    "\033[?7h"

enum {
    BARS = 12, /* at most, so that they fit on a small terminal */
    WIDTH = 24
};

/* The cursor stands above the bars: who prints a line erases them, and they are drawn below it at the end of the frame. */

static void
draw_bar(const struct bar *bar)
{
    static const char full[] = "########################", empty[] = "........................";
    int64_t percent = bar->total ? bar->done * 100 / bar->total : 0;
    int filled = (int)(percent * WIDTH / 100);
    if (bar->total)
        fprintf(stderr, "  [%.*s%.*s] %3d %%  %s\n", filled, full, WIDTH - filled, empty, (int)percent,
                bar->name);
    else
        fprintf(stderr, "  %lld bytes  %s\n", (long long)bar->done, bar->name);
}

static void
draw(void *arg)
{
    struct panel *panel = arg;
    int lines = 0;
    panel->is_stale = false;
    flockfile(stderr); /* lines of the log come from any thread */
    fputs(ERASE_BELOW NO_LINE_WRAPS, stderr);
    for (struct bar *bar = panel->bars; bar && lines < BARS; bar = bar->next, lines++)
        draw_bar(bar);
    if (lines > 0)
        fprintf(stderr, UP_LINES, lines);
    fputs(LINES_WRAP, stderr);
    fflush(stderr);
    funlockfile(stderr);
}

/* However much changes in this frame, it is drawn once, at its end. */
static void
redraw(struct panel *panel)
{
    struct weir_task at_end = {.run = draw, .arg = panel, .name = "draw", .frame_end = true};
    if (panel->is_drawn && !panel->is_stale)
        panel->is_stale = weir_post_task(panel->weir, &at_end, NULL) >= 0;
}

static void
log_line(void *self, enum weir_log_level level, const char *line)
{
    (void)self, (void)level;
    fprintf(stderr, ERASE_BELOW "%s\n", line);
    fflush(stderr);
}

void
panel_open(struct panel *panel, struct weir *w)
{
    static char buffer[8192];
    *panel = (struct panel){.weir = w, .is_drawn = isatty(STDERR_FILENO)};
    if (!panel->is_drawn)
        return;
    setvbuf(stderr, buffer, _IOFBF, sizeof buffer);
    weir_log_to(log_line, NULL);
}

void
panel_close(struct panel *panel)
{
    if (panel->is_drawn)
        fputs(ERASE_BELOW, stderr);
    fflush(stderr);
}

int
panel_say(struct panel *panel, const char *format, ...)
{
    if (WEIR_REQUIRE_LOOP_THREAD(panel->weir))
        return WEIR_ETHREAD;
    va_list arguments;
    va_start(arguments, format);
    if (panel->is_drawn)
        fputs(ERASE_BELOW, stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    redraw(panel);
    return 0;
}

int
panel_show(struct panel *panel, struct bar *bar)
{
    if (WEIR_REQUIRE_LOOP_THREAD(panel->weir))
        return WEIR_ETHREAD;
    struct bar **end = &panel->bars;
    while (*end && *end != bar)
        end = &(*end)->next;
    *end = bar;
    redraw(panel);
    return 0;
}

int
panel_hide(struct panel *panel, struct bar *bar)
{
    if (WEIR_REQUIRE_LOOP_THREAD(panel->weir))
        return WEIR_ETHREAD;
    struct bar **link = &panel->bars;
    while (*link && *link != bar)
        link = &(*link)->next;
    if (*link)
        *link = bar->next;
    bar->next = NULL;
    redraw(panel);
    return 0;
}
