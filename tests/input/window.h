/* SPDX-License-Identifier: MIT */
/* A window that counts what it receives, its loop, and who sends it input. Not the laws. */
#ifndef INPUT_WINDOW_H
#define INPUT_WINDOW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    TICK = 10 /* ms from one to the next, the shortest that a timer of Windows has */
};

/* What the window has received. */
struct seen {
    atomic_bool focus;
    atomic_int keys;   /* each is pressed, gives its letter and is let go: three messages */
    atomic_int mouse;  /* moves, and buttons that are pressed or let go */
    atomic_int clicks; /* of these, the buttons */
    atomic_int frames;
    atomic_int ticks;
    atomic_int strange; /* not what had to come next */
};
extern struct seen seen;

/* On the thread whose loop it is. False: there is no window. */
bool window_open(void);
void window_close(void);
/* Plain: gets each message and dispatches it, until window_done. */
void window_run(void);
void window_tick(void); /* its timer, from now on */

/* Any other thread. */
void window_done(void);
/* The n-th, from 0 on without a gap. Each answers how many messages the window must receive for it; 0: it failed. */
int type_key(int number);
int use_mouse(int number);
int ask_for_frame(int number);

void pause_for(int ms);

#endif
