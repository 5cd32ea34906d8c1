/* SPDX-License-Identifier: MIT */
/* weir-bench-win32: takes one sample of a contestant on Windows, as its arguments say, and writes the figure. weir-bench
 * starts it for each (trial.c), and makes a table of them. */
#include "bench/order.h"
#include "bench/sample.h"

const struct contestant *const contestants[] = {&weir_win32, &post_message, &queue_apc, NULL};

int
main(int argc, char **argv)
{
    struct order order;
    double value;

    if (!order_read(&order, argv + 1, argc - 1)) {
        fprintf(stderr, "usage: weir-bench-win32 CONTESTANT MEASURE PARAMS TASKS BATCHES WAKES\n");
        return 2;
    }
    if (!sample_take(order.measure, &order.effort, order.contestant, &value))
        return 1;
    order_write_answer(value, stdout);
    return 0;
}
