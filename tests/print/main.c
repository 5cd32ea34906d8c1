/* SPDX-License-Identifier: MIT */
/* Runs the laws of what can be seen of a weir. Not the laws. */
#include "fixture.h"

int
main(void)
{
    Suite *suite = suite_create("seen");
    laws_of_print(suite);
    laws_of_observe(suite);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
