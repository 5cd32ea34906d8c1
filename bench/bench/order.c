/* SPDX-License-Identifier: MIT */
/* Turns an order into words and back. Both programs are built of this file. */
#include "bench/order.h"

#include <stdlib.h>
#include <string.h>

void
order_write(const struct order *order, struct order_words *text)
{
    const int numbers[3] = {order->effort.tasks, order->effort.batches, order->effort.wakes};

    text->words[0] = order->contestant->symbol;
    text->words[1] = order->measure->name;
    text->words[2] = order->measure->params;
    for (int i = 0; i < 3; i++) {
        snprintf(text->numbers[i], sizeof text->numbers[i], "%d", numbers[i]);
        text->words[3 + i] = text->numbers[i];
    }
    text->words[ORDER_WORDS] = NULL;
}

static const struct contestant *
find_contestant(const char *symbol)
{
    for (int i = 0; contestants[i]; i++)
        if (contestants[i]->symbol && strcmp(contestants[i]->symbol, symbol) == 0)
            return contestants[i];
    return NULL;
}

bool
order_read(struct order *order, char *const words[], int count)
{
    if (count != ORDER_WORDS)
        return false;
    int measure = measure_find(words[1], words[2]);
    *order = (struct order){
        .measure = measure < 0 ? NULL : &measures[measure],
        .effort = {.tasks = atoi(words[3]), .batches = atoi(words[4]), .wakes = atoi(words[5])},
        .contestant = find_contestant(words[0]),
    };
    return order->measure && order->contestant && order->effort.tasks > 0 && order->effort.batches > 0 &&
           order->effort.wakes > 0;
}

void
order_write_answer(double value, FILE *to)
{
    fprintf(to, "figure %.9g\n", value);
    fflush(to);
}

bool
order_read_answer(const char *line, double *value)
{
    return sscanf(line, "figure %lf", value) == 1;
}
