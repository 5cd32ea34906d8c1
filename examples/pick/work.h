/* SPDX-License-Identifier: MIT */
/* The work, the same on every loop. Not a loop (host.h). */
#ifndef PICK_WORK_H
#define PICK_WORK_H

struct weir;
struct work;

struct work *work_new(char *const *folders, int count, unsigned threads); /* NULL: no memory */
struct weir *work_weir(struct work *work); /* to be attached to a loop, on the thread that runs it */

/* Loop thread, after the attach: begins. `quit(loop)` is called when all is done, from inside the loop. */
void work_begin(struct work *work, void (*quit)(void *loop), void *loop);

/* Loop thread, while the loop is still there: every task has ended, every thread too, and the loop is let go of. */
void work_end(struct work *work);

/* Prints what was found. Answers the program's exit status. */
int work_report(struct work *work);
void work_free(struct work *work);

void work_interrupt(int signal); /* a signal handler: work comes to its end soon, on its loop */

#endif
