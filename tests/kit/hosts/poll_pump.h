/* SPDX-License-Identifier: MIT */
/* Ride a loop around poll(). The example of adapters/README.md; not a library. */
#ifndef KIT_POLL_PUMP_H
#define KIT_POLL_PUMP_H

#include <weir/pump.h>

struct poll_loop;

/* On the thread that runs `loop`; what weir_attach answers, or WEIR_ENOMEM, WEIR_ESYSTEM: nothing changed. Detach
 * before the loop is freed. */
int poll_pump_attach(struct weir *w, struct poll_loop *loop);

#endif
