/* SPDX-License-Identifier: MIT */
/* Runs the laws of the Qt pump that are not every pump's, and of ties. Not those: the kit has them (tests/kit). */
#include "fixture.hpp"

namespace
{

void
add(Suite *suite, const char *name, SFun before, void (*laws)(TCase *))
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, before, teardown);
    tcase_set_timeout(tcase, 60);
    laws(tcase);
    suite_add_tcase(suite, tcase);
}

} // namespace

int
main()
{
    Suite *suite = suite_create("qt");
    add(suite, "no application yet", setup_without_application,
        laws_without_application); /* first, so there was none */
    add(suite, "refusals", setup, laws_of_refusal);
    add(suite, "losses", setup, laws_of_loss);
    add(suite, "memory", setup, laws_of_memory);
    add(suite, "forks", setup, laws_of_fork);
    add(suite, "objects", setup, laws_of_objects);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
