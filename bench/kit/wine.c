/* SPDX-License-Identifier: MIT */
/* Starts a program for Windows and reads its lines, with limits against a hang. Does not interpret them. */
#include "kit/wine.h"

#include "kit/clock.h"

static const int64_t LINE_LIMIT = KIT_S(60);
static const int64_t END_LIMIT = KIT_S(10);

const char *wine_program;

const char *
wine_missing(void)
{
    return wine_program ? NULL : "no --win32 PROGRAM was given";
}

int
wine_start(struct child *child, const char *const arguments[])
{
    enum {
        MOST = 8
    };
    const char *argv[MOST + 3] = {"wine", wine_program};

    for (int i = 0; i < MOST && arguments[i]; i++)
        argv[i + 2] = arguments[i];
    return child_start(child, (char *const *)argv);
}

bool
wine_read(struct child *child, char *line, size_t size)
{
    return child_read(child, line, size, kit_now() + LINE_LIMIT) == CHILD_LINE;
}

bool
wine_wait(struct child *child)
{
    return child_wait(child, kit_now() + END_LIMIT) == 0;
}
