/* SPDX-License-Identifier: MIT */
/* A host for the snippets of the pages on long work: a loop on one thread, and a clock that moves only by what the
 * program's functions say they take, so that a test can tell how long the picture stood still. While threads or works
 * run it moves as they wait for it, and never faster than the real one. Not the snippets. */
#ifndef TESTS_DOCS_SLOW_HOST_H
#define TESTS_DOCS_SLOW_HOST_H

#include <weir/workers.h>

void must(bool held, const char *file, int line, const char *what);
#define MUST(condition) must(condition, __FILE__, __LINE__, #condition)

extern struct weir *ui;
extern struct weir_workers *workers;

/* A weir on this thread; and the end of it, and of the workers if the program has made some. */
void host_open(void);
void host_close(void);

/* Says that the caller computed or waited for so long; on another thread nobody sees that. */
void spend(int64_t ns);

/* The host calls frame once; NULL: it turns weir. */
void host_frame(void (*frame)(void));

/* A frame, and a little time for others. */
void host_wait(void);

/* Frames until there is nothing to do, neither on threads and workers nor here, at times that are due. */
void host_settle(void);

/* The longest that one frame held the loop since host_open. */
int64_t host_stood_still(void);

void start_thread(void *(*run)(void *arg), void *arg); /* the page's */

#endif
