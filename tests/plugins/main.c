/* SPDX-License-Identifier: MIT */
/* The program that loads plug-ins: `plugins_<host> [law...]`. Not the laws, nor what every such program does
 * (tests/kit/program.c). */
#include "laws.h"

#include <program.h>

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create("plug-ins");
    PLUGINS_LAWS(suite);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "plug-ins", all_laws);
}
