/* SPDX-License-Identifier: MIT */
/* The program while it runs: which folder is loaded and how far it has got. Not how it starts and ends: main.c. */
#ifndef THUMBS_APP_H
#define THUMBS_APP_H

#include "loading.h"
#include "options.h"
#include "ride.h"
#include "viewer.h"
#include "window.h"

struct app {
    struct options options;
    struct ride ride;
    struct window window;
    struct viewer viewer;
    struct loading *loading; /* NULL: none yet */
    char *folder;
    GMainLoop *loop;
    guint total, arrived, broken;
    guint viewed;  /* arrived while a picture was viewed */
    bool is_ended; /* all have arrived, or it was stopped */
    char *last;    /* the path of what arrived last */
    int status;    /* that the program will end with */
};

/* Prints why, and notes the status that the program will end with. */
void app_complain(struct app *app, int status, const char *what, const char *why);

/* On a window's wish: another folder instead of this one. */
void app_open(void *app, const char *folder);
void app_view(void *app, const char *path);
void app_stop(void *app);
void app_close(void *app);

#endif
