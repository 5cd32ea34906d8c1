/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not who does it: app.h. */
#ifndef THUMBS_OPTIONS_H
#define THUMBS_OPTIONS_H

#include <glib.h>

#include <stdbool.h>

enum action {
    ACTION_CLOSE,
    ACTION_REOPEN,
    ACTION_STOP,
    ACTION_VIEW,
    ACTION_SCREENSHOT
};

/* Something that is done once, when so much of a folder has arrived. */
struct cue {
    guint percent;
    enum action action;
    bool is_done;
};

enum {
    MOST_CUES = 8
};

struct options {
    char *folder;
    char *screenshot; /* NULL: none */
    gboolean deep;
    gint threads;
    gboolean quit_when_done;
    gboolean reports; /* prints the account at the end */
    struct cue cues[MOST_CUES];
    guint cue_count;
};

/* False: they cannot be used, which is said on stderr. --help ends the program. */
bool options_read(struct options *options, int argc, char **argv);
void options_fini(struct options *options);

#endif
