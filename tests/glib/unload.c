/* SPDX-License-Identifier: MIT */
/* Laws of a plug-in that is unloaded when its ties have ended, while what it was tied to lives on or dies. The program
 * knows nothing of weir. Not of plug-ins with a pump (tests/plugins). */
#include "tied.h"

#include <library.h>

#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    ROUNDS = 300
};

/* Helpers. */

static void *library;
static const struct tied_table *table;
static GObject *object;
static GCancellable *cancellable;

static void
load(void)
{
    object = g_object_new(G_TYPE_OBJECT, NULL);
    cancellable = g_cancellable_new();
    library = library_load(TIED, LIBRARY_LOCAL);
    ck_assert_ptr_nonnull(library);
    tied_symbol *symbol = (tied_symbol *)library_symbol(library, TIED_SYMBOL);
    ck_assert(symbol);
    table = symbol();
    ck_assert(table->open(object, cancellable));
}

static void
unload(bool scopes_first)
{
    ck_assert(table->close(scopes_first));
    ck_assert(library_unload(library));
    ck_assert(!library_is_mapped(TIED));
    ck_assert_uint_ne(g_quark_try_string("weir-glib-end"),
                      0); /* reads the name, which must not be the library's */
}

/* A handler that was left behind would be called. */
static void
cancel_again(void)
{
    ck_assert(g_cancellable_is_cancelled(cancellable));
    g_cancellable_reset(cancellable);
    g_cancellable_cancel(cancellable);
}

/* Laws. */

START_TEST(what_was_tied_may_outlive_the_library)
{
    load();
    ck_assert(!table->is_cancelled());
    unload(_i == 0);
    cancel_again();
    ck_assert_uint_eq(object->ref_count, 1);
    ck_assert_uint_eq(G_OBJECT(cancellable)->ref_count, 1);
    g_object_unref(object);
    g_object_unref(cancellable);
}
END_TEST

START_TEST(what_was_tied_may_die_before_the_library_goes)
{
    load();
    g_object_unref(object);
    g_cancellable_cancel(cancellable);
    g_object_unref(cancellable);
    ck_assert(table->is_cancelled());
    unload(_i == 0);
}
END_TEST

/* Another thread. */

static atomic_int go;

static gpointer
end_both(gpointer unused)
{
    while (!atomic_load(&go))
        continue;
    g_cancellable_cancel(cancellable);
    g_object_unref(object);
    return unused;
}

START_TEST(what_was_tied_may_die_on_another_thread_while_the_library_goes)
{
    for (int round = 0; round < ROUNDS; round++) {
        load();
        go = 0;
        GThread *thread = g_thread_new("ends both", end_both, NULL);
        atomic_store(&go, 1);
        if (round % 3 == 0)
            while (!table->is_cancelled())
                continue;
        unload(round % 2);
        g_thread_join(thread);
        g_object_unref(cancellable);
    }
}
END_TEST

/* An emission that has called the library's handler goes on in one of the program's. */

static atomic_int inside;

static void
stay_inside(GCancellable *of, gpointer unused)
{
    (void)of, (void)unused;
    atomic_store(&inside, 1);
    while (!atomic_load(&go))
        g_thread_yield();
}

static gpointer
cancel_it(gpointer unused)
{
    g_cancellable_cancel(cancellable);
    return unused;
}

START_TEST(the_library_may_go_while_an_emission_that_called_it_goes_on)
{
    load();
    go = inside = 0;
    g_signal_connect(cancellable, "cancelled", G_CALLBACK(stay_inside), NULL);
    GThread *thread = g_thread_new("cancels", cancel_it, NULL);
    while (!atomic_load(&inside))
        g_thread_yield();
    unload(_i == 0);
    atomic_store(&go, 1);
    g_thread_join(thread);
    g_object_unref(object);
    g_object_unref(cancellable);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("unload");
    TCase *tcase = tcase_create("ties");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, what_was_tied_may_outlive_the_library, 0, 2);
    tcase_add_loop_test(tcase, what_was_tied_may_die_before_the_library_goes, 0, 2);
    tcase_add_test(tcase, what_was_tied_may_die_on_another_thread_while_the_library_goes);
    tcase_add_loop_test(tcase, the_library_may_go_while_an_emission_that_called_it_goes_on, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
