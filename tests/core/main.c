/* SPDX-License-Identifier: MIT */
/* Runs every suite of this folder. Not the suites. */
#include "parts.h"

static SRunner *
all_suites(void)
{
    SRunner *runner = srunner_create(suite_of_heap());
    srunner_add_suite(runner, suite_of_inbox());
    srunner_add_suite(runner, suite_of_timers());
    srunner_add_suite(runner, suite_of_lanes());
    srunner_add_suite(runner, suite_of_json());
    srunner_add_suite(runner, suite_of_clock());
    return runner;
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "the core's parts", all_suites);
}
