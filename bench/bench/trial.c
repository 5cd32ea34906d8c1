/* SPDX-License-Identifier: MIT */
/* Makes a contestant in a process of its own, warms it up and measures it. Keeps no figures. */
#include "bench/trial.h"

#include "kit/apart.h"
#include "kit/module.h"

struct order {
    const struct measure *measure;
    const struct effort *effort;
    const struct contestant *contestant;
};

/* Enough to touch every page and cell that the sample will use. */
static struct effort
warming(const struct effort *effort)
{
    return (struct effort){
        .tasks = effort->tasks / 10, .batches = effort->batches / 10 + 1, .wakes = effort->wakes / 10 + 1};
}

static bool
measure_here(const void *arg, void *value)
{
    const struct order *order = arg;
    const struct measure *measure = order->measure;
    const struct contestant *contestant = order->contestant;
    const struct effort warm = warming(order->effort);

    if (contestant->module)
        contestant = module_symbol(contestant->module, contestant->symbol);
    void *self = contestant ? contestant->open() : NULL;
    if (!self)
        return false;
    bool measured = measure->sample(measure, &warm, contestant, self, value) &&
                    measure->sample(measure, order->effort, contestant, self, value);
    contestant->close(self);
    return measured;
}

bool
trial(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
      double *value)
{
    const struct order order = {.measure = measure, .effort = effort, .contestant = contestant};
    return apart(measure_here, &order, value, sizeof *value);
}
