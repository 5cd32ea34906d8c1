/* SPDX-License-Identifier: MIT */
/* The window: a menu, two buttons, a bar, the list and a status line. Not when they change: app.c. */
#ifndef HASH_WINDOW_H
#define HASH_WINDOW_H

#include "list.h"

/* What its user wants. */
struct window_calls {
    void (*open)(void *self, const wchar_t *folder);
    void (*reopen)(void *self);
    void (*stop)(void *self);
    void (*save)(void *self, const wchar_t *file);
    void (*copy)(void *self);
    void (*close)(void *self); /* it stays until window_destroy */
    void *self;
};

enum window_command {
    COMMAND_STOP = IDCANCEL, /* which Esc is, too */
    COMMAND_OPEN = 100,
    COMMAND_REOPEN,
    COMMAND_SAVE,
    COMMAND_COPY,
    COMMAND_CLOSE,
    COMMAND_ABOUT
};

struct window {
    struct window_calls calls;
    HWND window, open, stop, bar, status;
    HFONT font;
    HACCEL keys;
    struct list list;
    int boxes;       /* message boxes and dialogs that are open */
    bool is_dragged; /* or its size is changed, by the mouse */
};

/* What it says besides its rows. */
struct window_words {
    const wchar_t *title, *files, *bytes, *rate, *rest;
    unsigned percent;
    bool is_working;
};

/* Shows it. False: GetLastError says why. */
bool window_init(struct window *window, const struct rows *rows, const struct window_calls *calls);

/* For the loop: is this message a key that it takes? */
bool window_takes(struct window *window, MSG *message);

/* For app.c: as its user would. Its loop does it, not this call. */
void window_command(const struct window *window, enum window_command command);

void window_refresh(struct window *window, const struct window_words *words);

/* Paints it now. */
void window_paint(const struct window *window);

void window_complain(struct window *window, const wchar_t *what, const wchar_t *why);

/* Ends the loop, too. */
void window_destroy(struct window *window);

#endif
