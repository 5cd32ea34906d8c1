/* SPDX-License-Identifier: MIT */
/* Runs every law of this folder. Not the laws. */
#include "fixture.h"

static TCase *
add_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    suite_add_tcase(suite, tcase);
    return tcase;
}

static SRunner *
all_laws(void)
{
    Suite *suite = suite_create("the Win32 pump");
    laws_of_refusal(add_case(suite, "refusals"));
    laws_of_loops(add_case(suite, "loops"));
    laws_of_loss(add_case(suite, "losses"));
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "the Win32 pump", all_laws);
}
