/* SPDX-License-Identifier: MIT */
/* Laws of bad use: a defined error each, and nothing has changed. Not of a host that dies (losses.c). */
#include "fixture.h"

/* Helpers. */

/* A thread that runs the context until it is told to stop. */
struct runner {
    pthread_t thread;
    GMainLoop *loop;
    atomic_int runs;
};

static gboolean
note_run(gpointer runs)
{
    add_one(runs);
    return G_SOURCE_REMOVE;
}

static void *
run_it(void *arg)
{
    g_main_loop_run(((struct runner *)arg)->loop);
    return NULL;
}

static void
runs_elsewhere(struct runner *runner)
{
    *runner = (struct runner){.loop = g_main_loop_new(context, FALSE)};
    GSource *idle = g_idle_source_new();
    g_source_set_callback(idle, note_run, &runner->runs, NULL);
    g_source_attach(idle, context);
    g_source_unref(idle);
    runner->thread = start(run_it, runner);
    ck_assert(await(is_reached, &runner->runs));
}

static void
runs_no_more(struct runner *runner)
{
    g_main_loop_quit(runner->loop);
    end(runner->thread);
    g_main_loop_unref(runner->loop);
}

/* Asks on another thread. */
struct question {
    int (*ask)(void);
    int answer;
};

static void *
ask_it(void *arg)
{
    struct question *question = arg;
    question->answer = question->ask();
    return NULL;
}

static int
ask_elsewhere(int (*ask)(void))
{
    struct question question = {ask, 0};
    end(start(ask_it, &question));
    return question.answer;
}

static int
attach(void)
{
    return weir_glib_attach(w, context);
}

static int
detach(void)
{
    return weir_detach(w);
}

static void
is_not_attached(void)
{
    holds(context, 0, 0);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), WEIR_EDETACHED);
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
}

static void
is_attached(void)
{
    holds(context, 1, 1);
    ck_assert(it_works());
}

/* Laws. */

START_TEST(NULL_is_EINVAL)
{
    ck_assert_int_eq(weir_glib_attach(NULL, context), WEIR_EINVAL);
    ck_assert_int_eq(weir_glib_attach(w, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_glib_attach(NULL, NULL), WEIR_EINVAL);
    is_not_attached();
}
END_TEST

START_TEST(a_context_that_another_thread_runs_is_ETHREAD)
{
    struct runner runner;
    runs_elsewhere(&runner);
    ck_assert_int_eq(attach(), WEIR_ETHREAD);
    holds(context, 0, 0);
    runs_no_more(&runner);
    is_not_attached();
}
END_TEST

START_TEST(attach_from_a_thread_that_does_not_run_the_context_is_ETHREAD)
{
    ck_assert(g_main_context_acquire(context));
    ck_assert_int_eq(ask_elsewhere(attach), WEIR_ETHREAD);
    g_main_context_release(context);
    is_not_attached();
}
END_TEST

START_TEST(attach_twice_is_EBUSY)
{
    GMainContext *second = g_main_context_new();
    ck_assert_int_eq(attach(), 0);
    ck_assert_int_eq(attach(), WEIR_EBUSY);
    ck_assert_int_eq(weir_glib_attach(w, second), WEIR_EBUSY);
    holds(second, 0, 0);
    ck_assert(!g_main_context_pending(second));
    is_attached();
    g_main_context_unref(second);
    is_attached();
}
END_TEST

START_TEST(attach_twice_from_another_thread_is_EBUSY)
{
    ck_assert_int_eq(attach(), 0);
    ck_assert_int_eq(ask_elsewhere(attach), WEIR_EBUSY);
    is_attached();
}
END_TEST

START_TEST(attach_of_a_closed_weir_is_ECLOSED)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(attach(), WEIR_ECLOSED);
    holds(context, 0, 0);
}
END_TEST

START_TEST(detach_from_another_thread_is_ETHREAD)
{
    ck_assert_int_eq(attach(), 0);
    ck_assert_int_eq(ask_elsewhere(detach), WEIR_ETHREAD);
    is_attached();
}
END_TEST

START_TEST(detach_of_what_is_not_attached_is_EDETACHED)
{
    ck_assert_int_eq(detach(), WEIR_EDETACHED);
    ck_assert_int_eq(attach(), 0);
    ck_assert_int_eq(detach(), 0);
    ck_assert_int_eq(detach(), WEIR_EDETACHED);
    is_not_attached();
}
END_TEST

START_TEST(detach_after_the_host_died_is_EHOST)
{
    ck_assert_int_eq(attach(), 0);
    g_main_context_unref(context);
    ck_assert_int_eq(detach(), WEIR_EHOST);
    ck_assert_int_eq(weir_host_lost(w), WEIR_EHOST);
    context = g_main_context_new();
    ck_assert_int_eq(attach(), 0);
    is_attached();
}
END_TEST

START_TEST(a_hundred_attachments_leave_nothing_behind)
{
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(attach(), 0);
        ck_assert_int_eq(attach(), WEIR_EBUSY);
        is_attached();
        ck_assert_int_eq(i % 2 ? detach() : weir_host_lost(w), 0);
        holds(context, 0, 0);
        ck_assert(!g_main_context_pending(context));
    }
}
END_TEST

START_TEST(the_two_sources_have_their_names_and_priorities)
{
    ck_assert_int_eq(attach(), 0);
    GSource *front = source_of(context, "weir front");
    GSource *back = source_of(context, "weir back");
    ck_assert(front && back);
    ck_assert_int_eq(g_source_get_priority(front), G_PRIORITY_DEFAULT);
    ck_assert_int_eq(g_source_get_priority(back), G_PRIORITY_DEFAULT_IDLE);
    ck_assert(g_source_get_can_recurse(front) && g_source_get_can_recurse(back));
}
END_TEST

void
laws_of_refusal(TCase *tcase)
{
    tcase_add_test(tcase, NULL_is_EINVAL);
    tcase_add_test(tcase, a_context_that_another_thread_runs_is_ETHREAD);
    tcase_add_test(tcase, attach_from_a_thread_that_does_not_run_the_context_is_ETHREAD);
    tcase_add_test(tcase, attach_twice_is_EBUSY);
    tcase_add_test(tcase, attach_twice_from_another_thread_is_EBUSY);
    tcase_add_test(tcase, attach_of_a_closed_weir_is_ECLOSED);
    tcase_add_test(tcase, detach_from_another_thread_is_ETHREAD);
    tcase_add_test(tcase, detach_of_what_is_not_attached_is_EDETACHED);
    tcase_add_test(tcase, detach_after_the_host_died_is_EHOST);
    tcase_add_test(tcase, a_hundred_attachments_leave_nothing_behind);
    tcase_add_test(tcase, the_two_sources_have_their_names_and_priorities);
}
