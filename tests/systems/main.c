/* SPDX-License-Identifier: MIT */
/* Runs the laws of one system. Not the laws. */
#include "fixture.h"

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create(system_name);
    laws_of_system(suite);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, system_name, all_laws);
}
