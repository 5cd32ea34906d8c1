/* SPDX-License-Identifier: MIT */
/* The system calls of the pump, counted and made to fail. Not the laws that do so. */
#ifndef TESTS_WIN32_IMPORTS_H
#define TESTS_WIN32_IMPORTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum import {
    ALLOCATE,
    OPEN_THREAD,
    REGISTER_CLASS,
    SET_HOOK,
    CREATE_WINDOW,
    CREATE_TIMER,
    REGISTER_WAIT,
    SET_TIMER,
    POST_MESSAGE, /* the last of those that an attach makes */
    UNREGISTER_CLASS,
    UNHOOK,
    DESTROY_WINDOW,
    UNREGISTER_WAIT,
    CLOSE,     /* of a thread or a timer */
    TLS_ALLOC, /* of weir_new */
    TLS_FREE,
    IMPORTS
};

/* How often it succeeded since imports_reset. A message counts only if it is to a window of weir's. */
int import_count(enum import call);

/* The next calls of it fail, so many; INT_MAX: until told otherwise, 0: no more. */
void import_fails(enum import call, int times);

/* From now on a timer rings so much too soon, and does not repeat. */
void timers_ring_early(int64_t by);
/* From now on a timer rings after so long at most, and each time again. */
void timers_ring_each(int64_t period);

void imports_reset(void);

#endif
