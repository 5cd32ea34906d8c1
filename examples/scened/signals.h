/* SPDX-License-Identifier: MIT */
/* SIGINT and SIGTERM, taken by a thread of their own, so that no loop need know of them. Not what is done then. */
#ifndef SCENED_SIGNALS_H
#define SCENED_SIGNALS_H

#include <weir/weir.h>

/* First of all, before any thread is started: threads inherit what is blocked. */
void signals_block(void);

/* From now on the first signal posts quit to w; the second ends the process at once. 0, or WEIR_ESYSTEM. */
int signals_start(struct weir *w, weir_fn *quit);

/* Before w is freed, if signals_start answered 0. */
void signals_end(void);

#endif
