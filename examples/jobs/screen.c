/* SPDX-License-Identifier: MIT */
/* A text of many lines that is drawn again and again in the same place of a terminal. Not what it says. */
#include "screen.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Of ECMA-48, and of every terminal since the VT100. */
#define UP_LINES      "\033[%dA"
#define ERASE_BELOW   "\033[J"
#define NO_LINE_WRAPS "\033[?7l"
#define LINES_WRAP    "\033[?7h"

static int
height(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 2 ? size.ws_row : 24;
}

static int
count_lines(const char *text)
{
    int lines = 0;
    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

static int
length_of(const char *text, int lines)
{
    const char *end = text;
    while (lines-- > 0)
        end = strchr(end, '\n') + 1;
    return (int)(end - text);
}

void
screen_draw(struct screen *screen, const char *text)
{
    int lines = count_lines(text), room = height() - 1;
    int left_out = lines > room ? lines - (room - 1) : 0;
    if (screen->lines > 0)
        printf("\r" UP_LINES, screen->lines);
    printf(ERASE_BELOW NO_LINE_WRAPS "%.*s", length_of(text, lines - left_out), text);
    if (left_out > 0)
        printf("and %d more\n", left_out);
    fputs(LINES_WRAP, stdout);
    fflush(stdout);
    screen->lines = left_out > 0 ? room : lines;
}
