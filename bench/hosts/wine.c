/* SPDX-License-Identifier: MIT */
/* The Win32 host as the demo's table knows it. What it does is in a program for Windows (win32.c), which runs under Wine and
 * writes what its burst saw. */
#include "kit/wine.h"
#include "demo/far.h"
#include "hosts/host.h"

#include <stdio.h>

/* Lines of Wine's own may come before the first. */
static bool
read_burst(struct burst *burst, struct child *child)
{
    char line[256];

    while (wine_read(child, line, sizeof line))
        if (far_read(burst, line))
            return true;
    return false;
}

static bool
run(struct burst *burst, enum way way)
{
    const char *const arguments[] = {way_names[way], NULL};
    struct child child;

    if (wine_start(&child, arguments))
        return false;
    bool whole = read_burst(burst, &child);
    return wine_wait(&child) && whole;
}

const struct demo_host demo_host_wine = {
    .name = "win32",
    .native = "PostMessage",
    .note = "this is Wine, not Windows; unbounded, weir still sees that a timer of the host is due",
    .missing = wine_missing,
    .run = run,
};
