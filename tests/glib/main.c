/* SPDX-License-Identifier: MIT */
/* Runs the laws of the GLib pump that are not every pump's, and of ties. Not those: the kit has them (tests/kit). */
#include "fixture.h"

static void
add(Suite *suite, const char *name, void (*laws)(TCase *))
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    laws(tcase);
    suite_add_tcase(suite, tcase);
}

int
main(void)
{
    Suite *suite = suite_create("glib");
    add(suite, "refusals", laws_of_refusal);
    add(suite, "losses", laws_of_loss);
    add(suite, "nesting", laws_of_nesting);
    add(suite, "forks", laws_of_fork);
    add(suite, "objects", laws_of_objects);
    add(suite, "cancellables", laws_of_cancellables);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
