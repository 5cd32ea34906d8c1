/* SPDX-License-Identifier: MIT */
/* Laws of a plug-in that is unloaded when its ties have ended, while what it was tied to lives on or has died. The
 * program knows nothing of weir. Not of plug-ins with a pump (tests/plugins). */
#include "tied.hpp"

extern "C" {
#include <library.h>
}

#include <QtCore/QObject>

#include <check.h>
#include <memory>
#include <thread>

namespace
{

constexpr int rounds = 50;

/* Helpers. */

void *library;
const tied_table *table;
std::unique_ptr<QObject> object;

void
load()
{
    object.reset(new QObject);
    library = library_load(TIED, LIBRARY_LOCAL);
    ck_assert_ptr_nonnull(library);
    tied_symbol *symbol = reinterpret_cast<tied_symbol *>(library_symbol(library, TIED_SYMBOL));
    ck_assert(symbol != nullptr);
    table = symbol();
    ck_assert(table->open(object.get()));
}

void
unload(bool scope_first)
{
    ck_assert(table->close(scope_first));
    ck_assert(library_unload(library));
    ck_assert(!library_is_mapped(TIED));
}

/* Laws. */

START_TEST(an_object_may_outlive_the_library)
{
    for (int round = 0; round < rounds; round++) {
        load();
        ck_assert(!table->is_cancelled());
        unload(_i == 0);
        object.reset(); /* a slot that was left behind would be called */
    }
}
END_TEST

START_TEST(an_object_may_die_before_the_library_goes)
{
    for (int round = 0; round < rounds; round++) {
        load();
        if (round % 2)
            object.reset();
        else
            std::thread([] { object.reset(); }).join();
        ck_assert(table->is_cancelled());
        unload(_i == 0);
    }
}
END_TEST

} // namespace

int
main()
{
    Suite *suite = suite_create("unload");
    TCase *tcase = tcase_create("ties");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, an_object_may_outlive_the_library, 0, 2);
    tcase_add_loop_test(tcase, an_object_may_die_before_the_library_goes, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
