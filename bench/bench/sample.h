/* SPDX-License-Identifier: MIT */
/* One sample, taken in this process. Does not say what a sample is, nor in which process to take it (trial.h). */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include "bench/measure.h"

/* Makes the contestant, warms it up, measures it. False: it could not be made or measured. */
bool sample_take(const struct measure *measure, const struct effort *effort,
                 const struct contestant *contestant, double *value);

#endif
