/* SPDX-License-Identifier: MIT */
/* `model [--seed N] [--count N]`: sequences of what may be asked of jobs and scopes, by chance, each held against a model.
 * Not the sequences (drive.c). */
#include "drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEQUENCES = 4000
};

static int
say_usage(void)
{
    fprintf(stderr, "usage: model [--seed N] [--count N]\n");
    return 2;
}

int
main(int count, char **arguments)
{
    unsigned long first = 1, sequences = 0;
    for (int i = 1; i < count; i += 2) {
        unsigned long *number = strcmp(arguments[i], "--seed") == 0    ? &first
                                : strcmp(arguments[i], "--count") == 0 ? &sequences
                                                                       : NULL;
        if (!number || i + 1 == count)
            return say_usage();
        *number = strtoul(arguments[i + 1], NULL, 10);
        if (number == &first && sequences == 0)
            sequences = 1;
    }
    if (sequences == 0)
        sequences = SEQUENCES;
    for (unsigned long seed = first; seed < first + sequences; seed++)
        drive(seed);
    printf("%lu sequences, seeds %lu to %lu: all as the model\n", sequences, first, first + sequences - 1);
    return 0;
}
