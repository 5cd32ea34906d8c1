/* SPDX-License-Identifier: MIT */
/* Runs every suite of this folder. Not the suites. */
#include "parts.h"

#include <stdlib.h>

int
main(void)
{
    SRunner *runner = srunner_create(suite_of_heap());
    srunner_add_suite(runner, suite_of_inbox());
    srunner_add_suite(runner, suite_of_timers());
    srunner_add_suite(runner, suite_of_lanes());
    srunner_run_all(runner, CK_ENV);
    int run = srunner_ntests_run(runner);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
