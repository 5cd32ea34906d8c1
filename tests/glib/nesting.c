/* SPDX-License-Identifier: MIT */
/* Laws of detach inside a task and inside a nested loop, and of a context that changes its thread. Not of a host that
 * ends (losses.c). */
#include "fixture.h"

/* Helpers. */

static GMainLoop *inner;

static void
detach_it(void *done)
{
    ck_assert_int_eq(weir_detach(w), 0);
    holds(context, 0, 0);
    add_one(done);
    if (inner)
        g_main_loop_quit(inner);
}

static gboolean
detach_from_host(gpointer done)
{
    detach_it(done);
    return G_SOURCE_REMOVE;
}

static void
run_inner(void)
{
    inner = g_main_loop_new(context, FALSE);
    g_main_loop_run(inner);
    g_main_loop_unref(inner);
    inner = NULL;
}

static void
nest_with_door(void *unused)
{
    (void)unused;
    ck_assert_int_eq(weir_allow_nested(w), 0);
    run_inner();
}

static void
nest_while_the_host_detaches(void *done)
{
    GSource *timer = g_timeout_source_new(1);
    g_source_set_callback(timer, detach_from_host, done, NULL);
    g_source_attach(timer, context);
    g_source_unref(timer);
    run_inner();
}

/* What comes after the detach stays, and goes on after the next attach. */
static void
rest_stays(atomic_int *done, atomic_int *rest)
{
    ck_assert(run_until(is_reached, done));
    for (int i = 0; i < 20; i++)
        g_main_context_iteration(context, FALSE);
    ck_assert_int_eq(*rest, 0);
    holds(context, 0, 0);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), WEIR_EDETACHED);
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert(run_until(is_reached, rest));
    ck_assert(it_works());
    ck_assert_int_eq(*done, 1);
}

/* Laws. */

START_TEST(detach_inside_a_task_leaves_nothing_in_the_context)
{
    atomic_int done = 0, rest = 0;
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_post(w, detach_it, &done), 0);
    ck_assert_int_eq(weir_post(w, add_one, &rest), 0);
    rest_stays(&done, &rest);
}
END_TEST

START_TEST(detach_inside_a_task_of_a_nested_loop)
{
    atomic_int done = 0, rest = 0;
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_post(w, nest_with_door, NULL), 0);
    ck_assert_int_eq(weir_post(w, detach_it, &done), 0);
    ck_assert_int_eq(weir_post(w, add_one, &rest), 0);
    rest_stays(&done, &rest);
}
END_TEST

START_TEST(detach_by_the_host_in_a_loop_that_a_task_nests)
{
    atomic_int done = 0, rest = 0;
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_post(w, nest_while_the_host_detaches, &done), 0);
    ck_assert_int_eq(weir_post(w, add_one, &rest), 0);
    rest_stays(&done, &rest);
}
END_TEST

/* A context that another thread runs for a while. */

static pthread_t home;

static void
run_at_home(void *ran)
{
    ck_assert(pthread_equal(pthread_self(), home));
    add_one(ran);
}

static void *
run_elsewhere(void *unused)
{
    for (int i = 0; i < 50; i++) {
        g_main_context_iteration(context, FALSE);
        ck_assert(!g_main_context_pending(context)); /* it does not spin for what it may not do */
    }
    return unused;
}

START_TEST(a_thread_that_is_not_the_loop_thread_runs_no_task)
{
    atomic_int ran = 0;
    home = pthread_self();
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert(it_works());
    ck_assert_int_eq(weir_post(w, run_at_home, &ran), 0);
    end(start(run_elsewhere, NULL));
    ck_assert_int_eq(ran, 0);
    ck_assert(run_until(is_reached, &ran));
    ck_assert(it_works());
}
END_TEST

static void *
attach_and_run(void *unused)
{
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert(it_works());
    ck_assert_int_eq(weir_detach(w), 0);
    return unused;
}

START_TEST(after_a_detach_another_thread_may_attach_to_the_same_context)
{
    for (int i = 0; i < 10; i++) {
        end(start(attach_and_run, NULL));
        attach_and_run(NULL);
    }
}
END_TEST

void
laws_of_nesting(TCase *tcase)
{
    tcase_add_test(tcase, detach_inside_a_task_leaves_nothing_in_the_context);
    tcase_add_test(tcase, detach_inside_a_task_of_a_nested_loop);
    tcase_add_test(tcase, detach_by_the_host_in_a_loop_that_a_task_nests);
    tcase_add_test(tcase, a_thread_that_is_not_the_loop_thread_runs_no_task);
    tcase_add_test(tcase, after_a_detach_another_thread_may_attach_to_the_same_context);
}
