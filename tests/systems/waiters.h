/* SPDX-License-Identifier: MIT */
/* How many threads wait inside a weir. Not the waiting. */
#ifndef TESTS_SYSTEMS_WAITERS_H
#define TESTS_SYSTEMS_WAITERS_H

struct weir;

int waiters_of(struct weir *w);

#endif
