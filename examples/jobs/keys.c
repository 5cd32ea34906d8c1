/* SPDX-License-Identifier: MIT */
/* Keys that are pressed in the terminal, one by one, as events of the loop. Not what they mean. Knows no weir. */
#include "keys.h"

#include <event2/event.h>

#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

struct keys {
    struct event *event;
    struct termios before;
    keys_pressed *pressed;
    void *self;
};

static void
is_readable(evutil_socket_t fd, short what, void *arg)
{
    (void)what;
    struct keys *keys = arg;
    char text[16];
    ssize_t got = read(fd, text, sizeof text);
    for (ssize_t i = 0; i < got; i++)
        keys->pressed(keys->self, text[i]);
    if (got <= 0)
        event_del(keys->event);
}

/* Without waiting for a line, and without an echo; ^C and its like still send their signals. */
static bool
take_terminal(struct keys *keys)
{
    if (tcgetattr(STDIN_FILENO, &keys->before) || tcgetpgrp(STDIN_FILENO) != getpgrp())
        return false;
    struct termios raw = keys->before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

struct keys *
keys_watch(struct event_base *base, keys_pressed *pressed, void *self)
{
    struct keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return NULL;
    *keys = (struct keys){.pressed = pressed, .self = self};
    keys->event = event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, is_readable, keys);
    if (keys->event && take_terminal(keys)) {
        event_add(keys->event, NULL);
        return keys;
    }
    if (keys->event)
        event_free(keys->event);
    free(keys);
    return NULL;
}

void
keys_leave(struct keys *keys)
{
    if (!keys)
        return;
    event_free(keys->event);
    tcsetattr(STDIN_FILENO, TCSANOW, &keys->before);
    free(keys);
}
