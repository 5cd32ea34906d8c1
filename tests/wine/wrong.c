/* SPDX-License-Identifier: MIT */
/* Laws that go wrong in each way in which a program for Windows can; catch.sh demands that run.py notices. Not laws of
 * weir. */
#include "program.h"

#include <stdlib.h>
#include <windows.h>

START_TEST(this_one_holds)
{
    ck_assert_int_eq(1, 1);
}
END_TEST

START_TEST(this_one_does_not_apply)
{
    not_applicable(__func__, "catch.sh", "nothing here needs it");
}
END_TEST

START_TEST(this_one_fails)
{
    ck_assert_int_eq(1, 2);
}
END_TEST

START_TEST(this_one_crashes)
{
    int *volatile nowhere = NULL;
    *nowhere = 1; /* NOLINT(clang-analyzer-core.NullDereference): as it should */
}
END_TEST

START_TEST(this_one_aborts)
{
    abort();
}
END_TEST

START_TEST(this_one_leaves_as_if_all_were_well)
{
    exit(0);
}
END_TEST

START_TEST(this_one_hangs)
{
    Sleep(INFINITE);
}
END_TEST

static void
crash(void)
{
    int *volatile nowhere = NULL;
    *nowhere = 1; /* NOLINT(clang-analyzer-core.NullDereference): as it should */
}

START_TEST(this_one_crashes_when_all_is_over)
{
    atexit(crash);
}
END_TEST

static SRunner *
wrong_laws(void)
{
    Suite *suite = suite_create("wrong");
    TCase *tcase = tcase_create("wrong");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, this_one_holds);
    tcase_add_test(tcase, this_one_does_not_apply);
    tcase_add_test(tcase, this_one_fails);
    tcase_add_test(tcase, this_one_crashes);
    tcase_add_test(tcase, this_one_aborts);
    tcase_add_test(tcase, this_one_leaves_as_if_all_were_well);
    tcase_add_test(tcase, this_one_hangs);
    tcase_add_test(tcase, this_one_crashes_when_all_is_over);
    return srunner_create(suite);
}

int
main(int count, char **arguments)
{
    return run_laws(count, arguments, "what goes wrong", wrong_laws);
}
