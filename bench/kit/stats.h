/* SPDX-License-Identifier: MIT */
/* A growing list of samples and its order statistics. Not a histogram: every sample is kept. */
#ifndef KIT_STATS_H
#define KIT_STATS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All 0 is an empty list. */
struct samples {
    double *values;
    size_t count;
    size_t room;
};

/* False if there was no memory: the sample is lost, the others are kept. */
bool samples_add(struct samples *samples, double value);

/* Empties the list but keeps its memory, so that refilling it allocates nothing. */
void samples_clear(struct samples *samples);

void samples_free(struct samples *samples);

/* The least sample that at least `part` (0 to 1) of all samples do not exceed; 0 of an empty list.
 * Sorts the list. */
double samples_quantile(struct samples *samples, double part);

double samples_median(struct samples *samples);
double samples_min(struct samples *samples);
double samples_max(struct samples *samples);

#ifdef __cplusplus
}
#endif

#endif
