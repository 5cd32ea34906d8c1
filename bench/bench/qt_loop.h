/* SPDX-License-Identifier: MIT */
/* The QCoreApplication that the Qt contestants share, as C sees it; `self` is the QCoreApplication. Not how they post.
 * Compiled once with each version of Qt. */
#ifndef BENCH_QT_LOOP_H
#define BENCH_QT_LOOP_H

#ifdef __cplusplus
extern "C" {
#endif

void *qt_loop_open(void);

/* The contestants' run, stop and close. */
void qt_loop_run(void *application);
void qt_loop_stop(void *application);
void qt_loop_close(void *application);

#ifdef __cplusplus
}
#endif

#endif
