/* SPDX-License-Identifier: MIT */
/* What the pump asks of libevent and of the system, with a failure to order: the n-th call from now. Not the laws. */
#ifndef TESTS_LIBEVENT_WRAPPED_H
#define TESTS_LIBEVENT_WRAPPED_H

#include <stdbool.h>

void fail_call(int n);          /* 0: the next one */
bool stop_failing(void);        /* has one failed since fail_call? */
void fail_nonblocking(bool on); /* every call that makes a socket non-blocking */
int blocks_held(void);          /* that the pump has allocated and not freed */

#endif
