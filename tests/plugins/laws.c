/* SPDX-License-Identifier: MIT */
/* Laws of two plug-ins in one program, each with a weir of its own, of another version. Not the program (gtk.c, qt.cpp,
 * win32.c), nor the plug-in (plugin.c), nor how it is loaded (loaded.c). */
#include "laws.h"
#include "loaded.h"
#include "toolkit.h"

#include <program.h>

enum {
    ROUNDS = 20
};

static void
is_its_own(const struct loaded *it)
{
    struct plugin_counts counts = counts_of(it);
    ck_assert_str_eq(counts.headers, it->version);
    ck_assert_str_eq(counts.version, it->version);
    ck_assert_uint_eq(counts.capacity, it->capacity);
    ck_assert_uint_eq(counts.astray, 0);
    ck_assert_uint_ge(counts.wakes, 1);
}

START_TEST(each_plugin_has_its_own_weir)
{
    ck_assert_str_ne(one.version, other.version);
    load(&one, (enum library_scope)_i, PLUGIN_THREADS);
    load(&other, LIBRARY_LOCAL, PLUGIN_THREADS);
    is_its_own(&one);
    is_its_own(&other);
}
END_TEST

START_TEST(both_drain_and_the_host_paints)
{
    load(&one, (enum library_scope)_i, PLUGIN_THREADS);
    load(&other, LIBRARY_LOCAL, PLUGIN_THREADS);
    for (int i = 0; i < 3; i++)
        go_on();
    ck_assert(toolkit_holds_only(2));
    is_its_own(&one);
    is_its_own(&other);
}
END_TEST

START_TEST(unloading_one_under_fire_leaves_the_other_alive)
{
    struct loaded *const goes = _i ? &one : &other;
    load(_i ? &other : &one, LIBRARY_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < ROUNDS; round++) {
        load(goes, LIBRARY_LOCAL, PLUGIN_THREADS);
        go_on();
        unload(goes, end_of_round(round));
        pass_often();
        go_on();
        ck_assert(toolkit_holds_only(1));
    }
}
END_TEST

/* The loop has found it ready to be called, but the host's own call is first. */
START_TEST(unloading_while_the_loop_is_about_to_call_it)
{
    load(&other, LIBRARY_LOCAL, PLUGIN_THREADS);
    for (int round = 0, tries = 0; round < ROUNDS; round += one_was_woken, tries++) {
        enum plugin_end how = end_of_round(round);
        ck_assert_int_lt(tries, 10 * ROUNDS);
        load(&one, LIBRARY_LOCAL, 0);
        let_one_rest();
        toolkit_overtake(wake_one, unload_one, &how);
        ck_assert_ptr_null(one.library);
        pass_often();
        go_on();
    }
}
END_TEST

static void
do_nothing(void *unused)
{
    (void)unused;
}

START_TEST(unloading_under_fire_in_a_callback_of_the_hosts)
{
    load(&other, LIBRARY_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < ROUNDS; round++) {
        enum plugin_end how = end_of_round(round);
        load(&one, LIBRARY_LOCAL, PLUGIN_THREADS);
        go_on();
        toolkit_overtake(do_nothing, unload_one, &how);
        ck_assert_ptr_null(one.library);
        go_on();
    }
}
END_TEST

START_TEST(unloading_in_a_modal_loop)
{
    load(&other, LIBRARY_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < 4; round++) {
        enum plugin_end how = end_of_round(round);
        load(&one, LIBRARY_LOCAL, PLUGIN_THREADS);
        go_on();
        toolkit_modal(unload_one, &how);
        ck_assert_ptr_null(one.library);
        go_on();
    }
}
END_TEST

struct box {
    enum plugin_end how;
    bool done;
};

static void
open_box(void *arg)
{
    struct box *box = arg;
    toolkit_modal(unload_one, &box->how);
    box->done = true;
}

static bool
is_done(void *arg)
{
    return ((struct box *)arg)->done;
}

START_TEST(unloading_in_a_modal_loop_that_a_task_of_the_other_runs)
{
    load(&other, LIBRARY_LOCAL, PLUGIN_THREADS);
    for (int round = 0; round < 4; round++) {
        struct box box = {end_of_round(round), false};
        load(&one, LIBRARY_LOCAL, PLUGIN_THREADS);
        go_on();
        ck_assert(other.table->run(other.plugin, open_box, &box));
        ck_assert(toolkit_run(is_done, &box));
        ck_assert_ptr_null(one.library);
        go_on();
    }
}
END_TEST

START_TEST(nothing_of_them_is_left_in_the_host)
{
    for (int round = 0; round < 4; round++) {
        load(&one, LIBRARY_LOCAL, PLUGIN_THREADS);
        load(&other, LIBRARY_LOCAL, PLUGIN_THREADS);
        go_on();
        unload(&one, end_of_round(round));
        unload(&other, end_of_round(round / 2));
        ck_assert(toolkit_holds_only(0));
        pass_often();
        go_on();
    }
}
END_TEST

void
laws_of_plugins(Suite *suite)
{
    TCase *tcase = tcase_create("plug-ins");
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, each_plugin_has_its_own_weir, 0, library_scopes);
    tcase_add_loop_test(tcase, both_drain_and_the_host_paints, 0, library_scopes);
    tcase_add_loop_test(tcase, unloading_one_under_fire_leaves_the_other_alive, 0, 2);
    tcase_add_test(tcase, unloading_while_the_loop_is_about_to_call_it);
    tcase_add_test(tcase, unloading_under_fire_in_a_callback_of_the_hosts);
    tcase_add_test(tcase, unloading_in_a_modal_loop);
    tcase_add_test(tcase, unloading_in_a_modal_loop_that_a_task_of_the_other_runs);
    tcase_add_test(tcase, nothing_of_them_is_left_in_the_host);
}
