/* SPDX-License-Identifier: MIT */
/* The probe: what is done inside a program that never heard of weir, moved by that program's own beat. Host-neutral; how
 * it gets into a program and finds its window is the way's (gtk3.c, qt.cpp, manual.c).
 *
 * One run of it: wait until the program has settled; watch its beat alone; attach, load and watch it again; detach,
 * close, free and judge; watch once more that nothing of weir is called; write the row; have the program quit. */
#ifndef HOSTS_PROBE_H
#define HOSTS_PROBE_H

#include <weir/weir.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    PROBE_BEAT_MS = 16, /* how often a way has its host's own timer call probe_beat */
    PROBE_TEXT = 80
};

/* The way into one kind of host. Its functions are called inside probe_beat. */
struct probe_way {
    char loop[PROBE_TEXT];          /* which loop, in words for the table */
    bool paints;                    /* it calls probe_paint */
    int (*attach)(struct weir *w);  /* as weir_<host>_attach */
    void (*show)(const char *text); /* draws a line in the host's own window; NULL: it has none */
};

/**
 * probe_beat: the host's own timer fired.
 *
 * Threads:  the host's UI thread
 * Blocks:   for a moment; when the load is over, until its two threads have ended
 * Owns:     *way is lent until the last call
 * Returns:  true to go on; false when the row is written: the host is to quit, the way's timer to end
 */
bool probe_beat(const struct probe_way *way);

/**
 * probe_paint: the host paints its window. Between two beats or within one, on its UI thread; cheap.
 */
void probe_paint(void);

/**
 * probe_turn: for a host that turns by itself, one turn if weir is attached.
 *
 * Threads:  the host's UI thread
 * Blocks:   as weir_turn
 * Returns:  when to come back, in ns from now; no more than a beat
 */
int64_t probe_turn(void);

#ifdef __cplusplus
}
#endif

#endif
