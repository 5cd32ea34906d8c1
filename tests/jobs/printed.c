/* SPDX-License-Identifier: MIT */
/* Runs the laws of how the table of jobs is printed. Not the laws. */
#include "fake.h"

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create("the table of jobs, printed");
    laws_of_printing(suite);
    laws_of_json(suite);
    laws_of_text(suite);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "the table of jobs, printed", all_laws);
}
