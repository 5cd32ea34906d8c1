/* SPDX-License-Identifier: MIT */
/* Takes a sample in a process of its own: a child of this program, or the program for Windows. Keeps no figures. */
#include "bench/trial.h"

#include "bench/order.h"
#include "bench/sample.h"
#include "kit/apart.h"
#include "kit/module.h"
#include "kit/wine.h"

static bool
measure_here(const void *arg, void *value)
{
    const struct order *order = arg;
    const struct contestant *contestant = order->contestant;

    if (contestant->module)
        contestant = module_symbol(contestant->module, contestant->symbol);
    return contestant && sample_take(order->measure, &order->effort, contestant, value);
}

/* Lines of Wine's own may come before the figure. */
static bool
read_figure(struct child *child, double *value)
{
    char line[256];

    while (wine_read(child, line, sizeof line))
        if (order_read_answer(line, value))
            return true;
    return false;
}

/* There a task of those that are not weir's costs a hundred times as much, so fewer do. */
static struct effort
effort_on_wine(const struct effort *effort)
{
    return (struct effort){
        .tasks = effort->tasks / 25, .batches = effort->batches / 10, .wakes = effort->wakes};
}

static bool
measure_on_wine(const struct order *order, double *value)
{
    struct order_words text;
    struct child child;

    order_write(order, &text);
    if (wine_start(&child, text.words))
        return false;
    bool got = read_figure(&child, value);
    return wine_wait(&child) && got;
}

bool
trial(const struct measure *measure, const struct effort *effort, const struct contestant *contestant,
      double *value)
{
    const struct order order = {
        .measure = measure,
        .effort = contestant->on_wine ? effort_on_wine(effort) : *effort,
        .contestant = contestant,
    };
    return contestant->on_wine ? measure_on_wine(&order, value)
                               : apart(measure_here, &order, value, sizeof *value);
}
