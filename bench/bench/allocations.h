/* SPDX-License-Identifier: MIT */
/* Counts the calls of malloc, calloc and realloc, those of libraries too. Does not measure their
 * size. */
#ifndef BENCH_ALLOCATIONS_H
#define BENCH_ALLOCATIONS_H

void allocations_begin(void);

/* The number since allocations_begin, by every thread; -1 if this build cannot count. */
long allocations_end(void);

#endif
