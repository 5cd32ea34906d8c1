/* SPDX-License-Identifier: MIT */
/* Runs the laws of what can be seen of a weir. Not the laws. */
#include "fixture.h"

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create("seen");
    laws_of_print(suite);
    laws_of_observe(suite);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "what can be seen", all_laws);
}
