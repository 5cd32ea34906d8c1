/* SPDX-License-Identifier: MIT */
/* The laws of TouchDesigner's systems, in three files: run() and its object, the ThreadManager, its InfoQueue. */
#ifndef TESTS_SYSTEMS_TOUCHDESIGNER_H
#define TESTS_SYSTEMS_TOUCHDESIGNER_H

#include "works.h"

void laws_of_thread_manager(Suite *suite);
void laws_of_info_queue(Suite *suite);

/* A whole frame of the host, 16 ms after the last. */
void host_frame(void);

#endif
