/* SPDX-License-Identifier: MIT */
/* Keeps samples and answers their quantiles by nearest rank. Prints nothing. */
#include "kit/stats.h"

#include <stdlib.h>

bool
samples_add(struct samples *samples, double value)
{
    if (samples->count == samples->room) {
        size_t room = samples->room ? 2 * samples->room : 256;
        double *values = realloc(samples->values, room * sizeof *values);
        if (!values)
            return false;
        samples->values = values;
        samples->room = room;
    }
    samples->values[samples->count++] = value;
    return true;
}

void
samples_clear(struct samples *samples)
{
    samples->count = 0;
}

void
samples_free(struct samples *samples)
{
    free(samples->values);
    *samples = (struct samples){0};
}

static int
compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

double
samples_quantile(struct samples *samples, double part)
{
    if (!samples->count)
        return 0;
    qsort(samples->values, samples->count, sizeof *samples->values, compare);
    double exact = part * (double)samples->count;
    size_t rank = (size_t)exact;
    if ((double)rank < exact)
        rank++;
    return samples->values[rank ? rank - 1 : 0];
}

double
samples_median(struct samples *samples)
{
    return samples_quantile(samples, 0.5);
}

double
samples_min(struct samples *samples)
{
    return samples_quantile(samples, 0);
}

double
samples_max(struct samples *samples)
{
    return samples_quantile(samples, 1);
}
