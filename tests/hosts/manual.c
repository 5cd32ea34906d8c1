/* SPDX-License-Identifier: MIT */
/* The way into a host that turns by itself: functions for a script in the program, which calls them from the program's
 * own timers or loop. Not what is done there (probe.c), nor the scripts (in_blender.py, in_blender_loop.py). */
#include "probe.h"

#include <weir/pump.h>

#include <stdio.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

static char shown[PROBE_TEXT];

static int
attach(struct weir *w)
{
    return weir_attach(w, NULL, NULL);
}

static void
show(const char *text)
{
    snprintf(shown, sizeof shown, "%s", text);
}

static struct probe_way way = {.attach = attach, .show = show};

EXPORTED void manual_open(const char *loop, int paints);
EXPORTED int manual_beat(void);
EXPORTED double manual_turn(void);
EXPORTED void manual_paint(void);
EXPORTED const char *manual_shown(void);

/* First of all: which loop it is, for the table, and whether manual_paint will be called. */
void
manual_open(const char *loop, int paints)
{
    snprintf(way.loop, sizeof way.loop, "%s", loop);
    way.paints = paints != 0;
}

/* 1 to go on; 0: quit. */
int
manual_beat(void)
{
    return probe_beat(&way);
}

/* Seconds until it wants to be called again. */
double
manual_turn(void)
{
    return (double)probe_turn() / 1e9;
}

void
manual_paint(void)
{
    probe_paint();
}

/* What the script is to draw. */
const char *
manual_shown(void)
{
    return shown;
}
