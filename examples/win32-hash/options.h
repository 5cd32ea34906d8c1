/* SPDX-License-Identifier: MIT */
/* What the command line asks for. Not who does it: app.h. */
#ifndef HASH_OPTIONS_H
#define HASH_OPTIONS_H

#include <stdbool.h>
#include <wchar.h>

enum action {
    ACTION_ABOUT,
    ACTION_CLOSE,
    ACTION_REOPEN,
    ACTION_STOP,
    ACTION_SCREENSHOT
};

/* Something that is done once, when so many % of the files have been hashed. */
struct cue {
    unsigned percent;
    enum action action;
    bool is_done;
};

enum {
    MOST_CUES = 8,
    MOST_THREADS = 64
};

/* Words are those of the command line. */
struct options {
    const wchar_t *folder, *save, *screenshot, *log; /* NULL: none */
    unsigned threads;
    bool quit_when_done;
    bool reports; /* says the account at the end, where no list is written */
    struct cue cues[MOST_CUES];
    unsigned cue_count;
};

enum options_answer {
    OPTIONS_GOOD,
    OPTIONS_HELPED, /* it was asked for help, and that is all */
    OPTIONS_BAD     /* which is said on stderr */
};

enum options_answer options_read(struct options *options, int argc, wchar_t **argv);

#endif
