/* SPDX-License-Identifier: MIT */
/* One sample in a process of its own (kit/apart.h). Does not say what a sample is. */
#ifndef BENCH_TRIAL_H
#define BENCH_TRIAL_H

#include "bench/measure.h"

/* Makes the contestant, warms it up, measures it. False: it could not be made or measured. */
bool trial(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
           double *value);

#endif
