/* SPDX-License-Identifier: MIT */
/* Laws of a scope and a GCancellable that cancel each other. Not of a GObject's death (objects.c). */
#include "fixture.h"

#include <gio/gio.h>
#include <sched.h>

/* Helpers. */

static GCancellable *cancellable;
static struct weir_scope *scope;
static pthread_t home;
static atomic_int told,
    astray; /* calls of a handler of the program's own, and those not on the loop thread */

static void
note(GCancellable *of, gpointer unused)
{
    (void)of, (void)unused;
    add_one(&told);
    if (!pthread_equal(pthread_self(), home))
        add_one(&astray);
}

static void
tie(void)
{
    home = pthread_self();
    told = astray = 0;
    cancellable = g_cancellable_new();
    g_signal_connect(cancellable, "cancelled", G_CALLBACK(note), NULL);
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_glib_cancellable(scope, cancellable), 0);
}

static bool
is_untied(void *of)
{
    return ((GObject *)of)->ref_count == 1;
}

/* Both are cancelled, each once, and nothing is left of the tie. */
static void
both_end(void)
{
    ck_assert(run_until(is_untied, cancellable));
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert(g_cancellable_is_cancelled(cancellable));
    ck_assert_int_eq(told, 1);
    weir_scope_free(scope);
    g_object_unref(cancellable);
}

static void *
cancel_cancellable(void *unused)
{
    g_cancellable_cancel(cancellable);
    ck_assert(weir_scope_is_cancelled(scope));
    return unused;
}

static void *
cancel_scope(void *unused)
{
    weir_scope_cancel(scope);
    return unused;
}

static void *(*const cancels[])(void *) = {cancel_cancellable, cancel_scope};

/* Laws. */

START_TEST(each_cancels_the_other_once)
{
    tie();
    cancels[_i](NULL);
    both_end();
}
END_TEST

START_TEST(each_cancels_the_other_from_another_thread)
{
    tie();
    end(start(cancels[_i], NULL));
    both_end();
    ck_assert_int_eq(astray, _i == 0); /* the scope's cancel is told on the loop thread */
}
END_TEST

START_TEST(a_scope_that_is_freed_or_closed_cancels_the_cancellable)
{
    tie();
    if (_i == 0)
        weir_scope_free(scope);
    else
        ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert(run_until(is_untied, cancellable));
    ck_assert(g_cancellable_is_cancelled(cancellable));
    ck_assert_int_eq(told, 1);
    if (_i == 1)
        weir_scope_free(scope);
    g_object_unref(cancellable);
}
END_TEST

START_TEST(what_is_cancelled_already_cancels_the_other)
{
    struct weir_scope *fresh;
    GCancellable *new = g_cancellable_new();
    tie();
    g_cancellable_cancel(cancellable);
    ck_assert_int_eq(weir_scope_new(w, &fresh), 0);
    ck_assert_int_eq(weir_glib_cancellable(fresh, cancellable), 0);
    ck_assert(weir_scope_is_cancelled(fresh));
    ck_assert_int_eq(weir_glib_cancellable(scope, new), 0);
    ck_assert(run_until(is_untied, new));
    ck_assert(g_cancellable_is_cancelled(new));
    weir_scope_free(fresh);
    g_object_unref(new);
    both_end();
}
END_TEST

START_TEST(a_chain_of_ties_ends_as_a_whole)
{
    struct weir_scope *second;
    GCancellable *middle = g_cancellable_new();
    tie();
    ck_assert_int_eq(weir_scope_new(w, &second), 0);
    ck_assert_int_eq(weir_glib_cancellable(scope, middle), 0);
    ck_assert_int_eq(weir_glib_cancellable(second, middle), 0);
    ck_assert_int_eq(weir_glib_cancellable(second, cancellable), 0); /* round in a ring */
    cancels[_i](NULL);
    ck_assert(run_until(is_untied, middle));
    ck_assert(weir_scope_is_cancelled(second));
    weir_scope_free(second);
    g_object_unref(middle);
    both_end();
}
END_TEST

START_TEST(a_cancellable_that_its_maker_lets_go_of_lives_as_long_as_the_tie)
{
    tie();
    gpointer watched = cancellable;
    g_object_add_weak_pointer(G_OBJECT(cancellable), &watched);
    g_object_unref(cancellable);
    ck_assert_ptr_nonnull(watched);
    weir_scope_free(scope);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_ptr_null(watched);
    ck_assert_int_eq(told, 1);
}
END_TEST

START_TEST(a_reset_undoes_nothing)
{
    tie();
    g_cancellable_cancel(cancellable);
    g_cancellable_reset(cancellable);
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert(run_until(is_untied, cancellable));
    ck_assert(g_cancellable_is_cancelled(cancellable)); /* the scope's own cancel, which comes later */
    weir_scope_free(scope);
    g_object_unref(cancellable);
}
END_TEST

/* Handlers of the program's that do more than they should, before ours or after it. */

static void
free_scope_and_run(GCancellable *of, gpointer unused)
{
    (void)unused;
    guint before = ((GObject *)of)->ref_count;
    weir_scope_free(scope);
    scope = NULL;
    for (int i = 0; i < 100 && ((GObject *)of)->ref_count == before; i++)
        g_main_context_iteration(context, FALSE);
    ck_assert_uint_lt(((GObject *)of)->ref_count, before); /* the tie has ended inside the emission */
}

static void
nest(gboolean first)
{
    home = pthread_self();
    cancellable = g_cancellable_new();
    if (first)
        g_signal_connect(cancellable, "cancelled", G_CALLBACK(free_scope_and_run), NULL);
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert(it_works());
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_glib_cancellable(scope, cancellable), 0);
    if (!first)
        g_signal_connect(cancellable, "cancelled", G_CALLBACK(free_scope_and_run), NULL);
    g_cancellable_cancel(cancellable);
    ck_assert_ptr_null(scope);
    ck_assert(is_untied(cancellable));
    g_object_unref(cancellable);
}

START_TEST(a_tie_may_end_in_a_loop_that_a_handler_nests)
{
    nest(_i == 0);
}
END_TEST

static atomic_int called;

static void *
only_cancel(void *unused)
{
    g_cancellable_cancel(cancellable);
    return unused;
}

static void
call_loop_thread(GCancellable *of, gpointer unused)
{
    (void)of, (void)unused;
    add_one(&told);
    ck_assert_int_eq(weir_call(w, add_one, &called, WEIR_S(30)), 0);
}

START_TEST(a_handler_may_wait_for_the_loop_thread)
{
    called = told = 0;
    cancellable = g_cancellable_new();
    if (_i == 0)
        g_signal_connect(cancellable, "cancelled", G_CALLBACK(call_loop_thread), NULL);
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_glib_cancellable(scope, cancellable), 0);
    if (_i == 1)
        g_signal_connect(cancellable, "cancelled", G_CALLBACK(call_loop_thread), NULL);
    pthread_t thread = start(only_cancel, NULL);
    ck_assert(await(is_reached, &told));
    weir_scope_free(scope);
    ck_assert(run_until(is_reached, &called));
    end(thread);
    ck_assert(run_until(is_untied, cancellable));
    g_object_unref(cancellable);
}
END_TEST

/* A pump that stays in its wake for a while: the handler of the tie is being called then. */

static atomic_int slow, inside, left;

static int
wake_slowly(void *unused)
{
    (void)unused;
    if (!slow)
        return 0;
    add_one(&inside);
    for (int i = 0; i < 20000; i++)
        sched_yield();
    add_one(&left);
    return 0;
}

START_TEST(a_tie_ends_when_no_thread_is_in_its_handler_any_more)
{
    static const struct weir_pump pump = {.size = sizeof pump, .name = "slow", .wake = wake_slowly};
    slow = inside = left = told = 0;
    cancellable = g_cancellable_new();
    ck_assert_int_eq(weir_attach(w, &pump, NULL), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_glib_cancellable(scope, cancellable), 0);
    ck_assert_int_eq(weir_scope_on_cancel(scope, add_one, &told), 0); /* after the tie */
    ck_assert_int_ge(weir_turn(w, NULL, NULL), 0);
    slow = 1;
    pthread_t thread = start(only_cancel, NULL);
    ck_assert(await(is_reached, &inside));
    while (!told)
        ck_assert_int_ge(weir_turn(w, NULL, NULL), 0);
    ck_assert_int_eq(left, 1);
    end(thread);
    ck_assert(is_untied(cancellable));
    weir_scope_free(scope);
    g_object_unref(cancellable);
}
END_TEST

/* Both at once, on two threads. */

struct race {
    atomic_int go;
};

static void *
cancel_when_told(void *arg)
{
    await(is_reached, &((struct race *)arg)->go);
    g_cancellable_cancel(cancellable);
    return NULL;
}

START_TEST(both_may_be_cancelled_at_once)
{
    for (int round = 0; round < 500; round++) {
        struct race race = {.go = 0};
        tie();
        pthread_t thread = start(cancel_when_told, &race);
        atomic_store(&race.go, 1);
        weir_scope_free(scope);
        if (_i == 0)
            ck_assert(run_until(is_reached, &told));
        ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
        weir_free(w);
        end(thread);
        ck_assert_int_eq(told, 1);
        ck_assert(is_untied(cancellable));
        g_object_unref(cancellable);
        ck_assert_int_eq(weir_new(&w, NULL), 0);
    }
}
END_TEST

/* Refusals. */

START_TEST(what_is_no_cancellable_is_EINVAL)
{
    GObject *object = g_object_new(G_TYPE_OBJECT, NULL);
    tie();
    ck_assert_int_eq(weir_glib_cancellable(NULL, cancellable), WEIR_EINVAL);
    ck_assert_int_eq(weir_glib_cancellable(scope, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_glib_cancellable(scope, (void *)object), WEIR_EINVAL);
    ck_assert(!weir_scope_is_cancelled(scope));
    ck_assert_uint_eq(object->ref_count, 1);
    g_object_unref(object);
    cancel_cancellable(NULL);
    both_end();
}
END_TEST

START_TEST(a_scope_of_a_closed_weir_is_ECLOSED_and_the_cancellable_is_left_alone)
{
    GCancellable *late = g_cancellable_new();
    tie();
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(weir_glib_cancellable(scope, late), WEIR_ECLOSED);
    ck_assert(!g_cancellable_is_cancelled(late));
    ck_assert(is_untied(late) && is_untied(cancellable));
    g_object_unref(late);
    g_object_unref(cancellable);
    weir_scope_free(scope);
}
END_TEST

void
laws_of_cancellables(TCase *tcase)
{
    tcase_add_loop_test(tcase, each_cancels_the_other_once, 0, 2);
    tcase_add_loop_test(tcase, each_cancels_the_other_from_another_thread, 0, 2);
    tcase_add_loop_test(tcase, a_scope_that_is_freed_or_closed_cancels_the_cancellable, 0, 2);
    tcase_add_test(tcase, what_is_cancelled_already_cancels_the_other);
    tcase_add_loop_test(tcase, a_chain_of_ties_ends_as_a_whole, 0, 2);
    tcase_add_test(tcase, a_cancellable_that_its_maker_lets_go_of_lives_as_long_as_the_tie);
    tcase_add_test(tcase, a_reset_undoes_nothing);
    tcase_add_loop_test(tcase, a_tie_may_end_in_a_loop_that_a_handler_nests, 0, 2);
    tcase_add_loop_test(tcase, a_handler_may_wait_for_the_loop_thread, 0, 2);
    tcase_add_test(tcase, a_tie_ends_when_no_thread_is_in_its_handler_any_more);
    tcase_add_loop_test(tcase, both_may_be_cancelled_at_once, 0, 2);
    tcase_add_test(tcase, what_is_no_cancellable_is_EINVAL);
    tcase_add_test(tcase, a_scope_of_a_closed_weir_is_ECLOSED_and_the_cancellable_is_left_alone);
}
