/* SPDX-License-Identifier: MIT */
/* Makes a contestant, warms it up and measures it. Keeps no figures. */
#include "bench/sample.h"

/* Enough to touch every page and cell that the sample will use. */
static struct effort
warming(const struct effort *effort)
{
    return (struct effort){
        .tasks = effort->tasks / 10, .batches = effort->batches / 10 + 1, .wakes = effort->wakes / 10 + 1};
}

bool
sample_take(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
            double *value)
{
    const struct effort warm = warming(effort);
    void *self = contestant->open();

    if (!self)
        return false;
    bool measured = measure->sample(measure, &warm, contestant, self, value) &&
                    measure->sample(measure, effort, contestant, self, value);
    contestant->close(self);
    return measured;
}
