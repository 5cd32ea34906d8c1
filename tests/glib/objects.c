/* SPDX-License-Identifier: MIT */
/* Laws of a scope that is tied to a GObject. Not of one that is tied to a GCancellable (cancellables.c), nor of widgets and
 * jobs (widgets.c). */
#include "fixture.h"

#include <gio/gio.h>

enum {
    MANY = 1000
};

/* Helpers. */

static GObject *object;
static struct weir_scope *scope;

static void
tie(void)
{
    object = g_object_new(G_TYPE_OBJECT, NULL);
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    ck_assert_int_eq(weir_glib_scope(scope, object), 0);
    ck_assert_uint_eq(object->ref_count, 1);
    ck_assert(!weir_scope_is_cancelled(scope));
}

/* What the adapter has put on an object for its life. */
static GObject *
end_of(GObject *of)
{
    return g_object_get_qdata(of, g_quark_from_string("weir-glib-end"));
}

/* Nothing but the object itself knows of it any more. */
static bool
is_untied(void *of)
{
    GObject *its = end_of(of);
    guint signal = g_signal_lookup("cancelled", G_TYPE_CANCELLABLE);
    return its->ref_count == 1 && !g_signal_has_handler_pending(its, signal, 0, TRUE);
}

/* A task of the scope, and how it ended. */
struct ends {
    atomic_int ran, cancelled, closed;
};

static void
run_task(void *arg)
{
    add_one(&((struct ends *)arg)->ran);
}

static void
drop_task(void *arg, int why)
{
    struct ends *ends = arg;
    add_one(why == WEIR_ECANCELLED ? &ends->cancelled : &ends->closed);
}

static int
post_into(struct weir_scope *into, struct ends *ends, int64_t delay)
{
    struct weir_task task = {.run = run_task, .arg = ends, .drop = drop_task, .scope = into, .delay = delay};
    return weir_post_task(w, &task, NULL);
}

/* The ways in which an object dies. */

static void *
unref_it(void *of)
{
    g_object_unref(of);
    return NULL;
}

static void
die_here(void)
{
    g_object_unref(object);
}

static void
die_elsewhere(void)
{
    end(start(unref_it, object));
}

static void
be_disposed_of(void)
{
    g_object_run_dispose(object);
}

static void
die_after_dispose(void)
{
    g_object_run_dispose(object);
    g_object_unref(object);
}

static void (*const deaths[])(void) = {die_here, die_elsewhere, die_after_dispose, be_disposed_of};
enum {
    DEATHS = sizeof deaths / sizeof *deaths
};

/* Laws. */

START_TEST(a_scope_is_cancelled_before_the_end_of_its_object_returns)
{
    struct ends ends = {0};
    tie();
    ck_assert_int_eq(post_into(scope, &ends, 0), 0);
    ck_assert_int_eq(post_into(scope, &ends, WEIR_S(3600)), 0);
    deaths[_i]();
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert_int_eq(post_into(scope, &ends, 0), WEIR_ECANCELLED);
    ck_assert(run_until(is_reached, &ends.cancelled));
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_S(30)), 0);
    ck_assert_int_eq(ends.cancelled, 2);
    ck_assert_int_eq(ends.ran + ends.closed, 0);
    weir_scope_free(scope);
    if (deaths[_i] == be_disposed_of)
        g_object_unref(object);
}
END_TEST

static void
free_it(void)
{
    weir_scope_free(scope);
}

static void
cancel_then_free(void)
{
    weir_scope_cancel(scope);
    ck_assert(run_until(is_untied, object));
    weir_scope_free(scope);
}

static void
close_then_free(void)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert(is_untied(object));
    weir_scope_free(scope);
}

static void
free_then_close(void)
{
    weir_scope_free(scope);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert(is_untied(object));
}

static void
pass_the_barrier(void)
{
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    ck_assert(is_untied(object));
    weir_scope_free(scope);
}

static void (*const scope_ends[])(void) = {free_it, cancel_then_free, close_then_free, free_then_close,
                                           pass_the_barrier};
enum {
    SCOPE_ENDS = sizeof scope_ends / sizeof *scope_ends
};

START_TEST(a_scope_that_ends_first_leaves_its_object_as_it_was)
{
    tie();
    scope_ends[_i]();
    ck_assert(run_until(is_untied, object));
    ck_assert_uint_eq(object->ref_count, 1);
    gpointer watched = object;
    g_object_add_weak_pointer(object, &watched);
    g_object_unref(object);
    ck_assert_ptr_null(watched);
}
END_TEST

START_TEST(an_object_may_outlive_the_weir)
{
    tie();
    weir_scope_free(scope);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    ck_assert(is_untied(object));
    g_object_unref(object);
    ck_assert_int_eq(weir_new(&w, NULL), 0); /* for the teardown */
}
END_TEST

START_TEST(an_object_may_die_between_close_and_free)
{
    tie();
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    g_object_unref(object);
    weir_scope_free(scope);
}
END_TEST

/* The tie, which was told before, has ended too. */
static void
cancel_and_wait(void)
{
    atomic_int told = 0;
    ck_assert_int_eq(weir_scope_on_cancel(scope, add_one, &told), 0);
    weir_scope_cancel(scope);
    ck_assert(run_until(is_reached, &told));
}

START_TEST(an_object_takes_any_number_of_scopes_and_keeps_none)
{
    struct weir_scope *scopes[MANY];
    tie();
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(weir_scope_new(w, &scopes[i]), 0);
        ck_assert_int_eq(weir_glib_scope(scopes[i], object), 0);
    }
    for (int i = 0; i < MANY / 2; i++)
        weir_scope_free(scopes[i]);
    cancel_and_wait();
    ck_assert(!weir_scope_is_cancelled(scopes[MANY - 1])); /* a scope's end is none of the object's */
    weir_scope_free(scope);
    g_object_ref(object);
    g_object_run_dispose(object);
    for (int i = MANY / 2; i < MANY; i++) {
        ck_assert(weir_scope_is_cancelled(scopes[i]));
        weir_scope_free(scopes[i]);
    }
    ck_assert(run_until(is_untied, object));
    g_object_unref(object);
    g_object_unref(object);
}
END_TEST

START_TEST(the_first_object_that_dies_cancels_the_scope)
{
    GObject *second = g_object_new(G_TYPE_OBJECT, NULL);
    tie();
    ck_assert_int_eq(weir_glib_scope(scope, second), 0);
    g_object_unref(second);
    ck_assert(weir_scope_is_cancelled(scope));
    ck_assert(run_until(is_untied, object));
    weir_scope_free(scope);
    g_object_unref(object);
}
END_TEST

START_TEST(an_object_that_was_disposed_of_cancels_at_once)
{
    struct weir_scope *late;
    tie();
    g_object_run_dispose(object);
    ck_assert_int_eq(weir_scope_new(w, &late), 0);
    ck_assert_int_eq(weir_glib_scope(late, object), 0);
    ck_assert(weir_scope_is_cancelled(late));
    weir_scope_free(late);
    weir_scope_free(scope);
    ck_assert(run_until(is_untied, object));
    g_object_unref(object);
}
END_TEST

/* Threads. */

enum {
    TYING = 4
};

struct tying {
    struct weir_scope *scope;
    atomic_int *ready;
    int answer;
};

static void *
tie_at_once(void *arg)
{
    struct tying *it = arg;
    atomic_fetch_add(it->ready, 1);
    while (atomic_load(it->ready) < TYING)
        continue;
    it->answer = weir_glib_scope(it->scope, object);
    return NULL;
}

START_TEST(threads_that_tie_the_same_object_all_succeed)
{
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    for (int round = 0; round < 200; round++) {
        struct tying tyings[TYING];
        pthread_t threads[TYING];
        atomic_int ready = 0;
        object = g_object_new(G_TYPE_OBJECT, NULL);
        for (int i = 0; i < TYING; i++) {
            tyings[i] = (struct tying){.ready = &ready};
            ck_assert_int_eq(weir_scope_new(w, &tyings[i].scope), 0);
            threads[i] = start(tie_at_once, &tyings[i]);
        }
        for (int i = 0; i < TYING; i++)
            end(threads[i]);
        g_object_unref(object);
        for (int i = 0; i < TYING; i++) {
            ck_assert_int_eq(tyings[i].answer, 0);
            ck_assert(weir_scope_is_cancelled(tyings[i].scope));
            weir_scope_free(tyings[i].scope);
        }
    }
}
END_TEST

/* The last reference goes on another thread while the loop thread frees the scope, or closes and frees the weir. */

struct death {
    atomic_int go;
    GObject *object;
};

static void *
die_when_told(void *arg)
{
    struct death *death = arg;
    await(is_reached, &death->go);
    g_object_unref(death->object);
    return NULL;
}

START_TEST(an_object_may_die_while_its_scope_ends)
{
    for (int round = 0; round < 500; round++) {
        struct ends ends = {0};
        tie();
        ck_assert_int_eq(post_into(scope, &ends, WEIR_S(3600)), 0);
        struct death death = {.object = object};
        pthread_t thread = start(die_when_told, &death);
        atomic_store(&death.go, 1);
        weir_scope_free(scope);
        if (_i == 0)
            ck_assert(run_until(is_reached, &ends.cancelled));
        ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
        weir_free(w);
        end(thread);
        ck_assert_int_eq(ends.cancelled + ends.closed, 1);
        ck_assert_int_eq(weir_new(&w, NULL), 0);
    }
}
END_TEST

/* Refusals. */

START_TEST(what_is_no_object_is_EINVAL)
{
    GParamSpec *no_object = g_param_spec_boolean("no", "no", "no", FALSE, 0);
    tie();
    ck_assert_int_eq(weir_glib_scope(NULL, object), WEIR_EINVAL);
    ck_assert_int_eq(weir_glib_scope(scope, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_glib_scope(scope, (void *)no_object), WEIR_EINVAL);
    ck_assert(!weir_scope_is_cancelled(scope));
    ck_assert_uint_eq(object->ref_count, 1);
    g_param_spec_unref(no_object);
    weir_scope_free(scope);
    g_object_unref(object);
}
END_TEST

START_TEST(a_scope_of_a_closed_weir_is_ECLOSED_and_nothing_is_tied)
{
    GObject *second = g_object_new(G_TYPE_OBJECT, NULL);
    tie();
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(weir_glib_scope(scope, object), WEIR_ECLOSED);
    ck_assert_int_eq(weir_glib_scope(scope, second), WEIR_ECLOSED);
    ck_assert(is_untied(object) && is_untied(second));
    weir_scope_free(scope);
    g_object_unref(second);
    g_object_unref(object);
}
END_TEST

void
laws_of_objects(TCase *tcase)
{
    tcase_add_loop_test(tcase, a_scope_is_cancelled_before_the_end_of_its_object_returns, 0, DEATHS);
    tcase_add_loop_test(tcase, a_scope_that_ends_first_leaves_its_object_as_it_was, 0, SCOPE_ENDS);
    tcase_add_test(tcase, an_object_may_outlive_the_weir);
    tcase_add_test(tcase, an_object_may_die_between_close_and_free);
    tcase_add_test(tcase, an_object_takes_any_number_of_scopes_and_keeps_none);
    tcase_add_test(tcase, the_first_object_that_dies_cancels_the_scope);
    tcase_add_test(tcase, an_object_that_was_disposed_of_cancels_at_once);
    tcase_add_test(tcase, threads_that_tie_the_same_object_all_succeed);
    tcase_add_loop_test(tcase, an_object_may_die_while_its_scope_ends, 0, 2);
    tcase_add_test(tcase, what_is_no_object_is_EINVAL);
    tcase_add_test(tcase, a_scope_of_a_closed_weir_is_ECLOSED_and_nothing_is_tied);
}
