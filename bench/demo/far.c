/* SPDX-License-Identifier: MIT */
/* Writes a burst line by line, and reads it. Its figures are table.c's business. */
#include "demo/far.h"

#include <inttypes.h>

void
far_write(struct burst *burst, FILE *to)
{
    for (size_t i = 0; i < burst->gaps.count; i++)
        fprintf(to, "gap %.6f\n", burst->gaps.values[i]);
    fprintf(to, "burst %d %d %" PRId64 "\n", burst->tasks, burst->frames, burst->ended - burst->begun);
    fflush(to);
}

bool
far_read(struct burst *burst, const char *line)
{
    double gap;

    if (sscanf(line, "gap %lf", &gap) == 1)
        samples_add(&burst->gaps, gap);
    return sscanf(line, "burst %d %d %" SCNd64, &burst->tasks, &burst->frames, &burst->ended) == 3;
}
