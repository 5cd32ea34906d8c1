/* SPDX-License-Identifier: MIT */
/* Posts many trivial tasks from several threads and waits until all have run. Does not count
 * anything but time. */
#ifndef BENCH_THROUGHPUT_H
#define BENCH_THROUGHPUT_H

#include "bench/contestant.h"
#include "bench/cores.h"

#include <stdint.h>

/* Main thread, which runs the loop. The time in ns from the start of the producers, on `cores`, to the end
 * of the last task; -1 if there were no threads. `begin`, if not NULL, is called just before they start, when all else
 * is made. */
int64_t throughput_run(const struct contestant *contestant, void *self, const struct cores *cores,
                       int producers, int tasks, void (*begin)(void));

#endif
