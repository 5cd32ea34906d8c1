/* SPDX-License-Identifier: MIT */
/* How many allocations a post and the running of its task cost, in a contestant that has warmed up.
 */
#include "bench/allocations.h"

#include "bench/measure.h"
#include "bench/throughput.h"

bool
sample_allocations(const struct measure *measure, const struct effort *effort,
                   const struct contestant *contestant, void *self, double *value)
{
    int tasks = effort->tasks / 10;
    struct cores cores;

    if (!cores_place(&cores, measure->placement))
        return false;
    int64_t time = throughput_run(contestant, self, &cores, measure->producers, tasks, allocations_begin);
    long count = allocations_end();
    cores_restore(&cores);

    *value = (double)count / tasks;
    return time >= 0 && count >= 0;
}
