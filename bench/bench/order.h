/* SPDX-License-Identifier: MIT */
/* Which sample is to be taken, of whom; and as words, for a program that takes it elsewhere. Takes none. */
#ifndef BENCH_ORDER_H
#define BENCH_ORDER_H

#include "bench/measure.h"

#include <stdio.h>

struct order {
    const struct measure *measure;
    struct effort effort;
    const struct contestant *contestant;
};

enum {
    ORDER_WORDS = 6
};

/* words[] ends with NULL; valid as long as the order and this are. */
struct order_words {
    const char *words[ORDER_WORDS + 1];
    char numbers[3][16];
};

void order_write(const struct order *order, struct order_words *text);

/* Of the contestants of this program, by their symbols. False: there is no such order. */
bool order_read(struct order *order, char *const words[], int count);

/* The answer, as a line. */
void order_write_answer(double value, FILE *to);
bool order_read_answer(const char *line, double *value);

#endif
