/* SPDX-License-Identifier: MIT */
/* The program while it runs: which folder is hashed and how far it has got. Not how it starts and ends: main.c. */
#ifndef HASH_APP_H
#define HASH_APP_H

#include "crew.h"
#include "hashing.h"
#include "options.h"
#include "rows.h"
#include "window.h"

struct app {
    struct options options;
    struct ride ride;
    struct window window;
    struct rows rows;
    struct hashing *hashing; /* NULL: none yet */
    wchar_t *folder;
    bool is_listed;      /* all files have been found */
    bool is_ended;       /* all are hashed, or it was stopped */
    bool is_stale;       /* the window will be refreshed soon */
    int64_t began, took; /* ns */
    int64_t sampled;     /* ns; when the rate was taken */
    uint64_t sample;     /* how many bytes there were then */
    double rate;         /* bytes a second */
    size_t dragged;      /* files that were ended while the window was dragged */
    size_t boxed;        /* under a message box or a dialog */
    int status;          /* that the program will end with */
};

/* Says why, and notes the status that the program will end with. */
void app_complain(struct app *app, int status, const wchar_t *what, const wchar_t *why);

/* On a window's wish: another folder instead of this one. */
void app_open(void *app, const wchar_t *folder);
void app_reopen(void *app);
void app_stop(void *app);
void app_save(void *app, const wchar_t *file);
void app_copy(void *app);
void app_close(void *app);

/* The window says what is the case. */
void app_refresh(struct app *app);

#endif
