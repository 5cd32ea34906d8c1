/* SPDX-License-Identifier: MIT */
/* Laws of a context that ends, or of a source that somebody destroys, while weir is attached. Not of detach, nor of
 * nested loops (nesting.c). */
#include "fixture.h"

/* The ways in which a host is lost. */

static void
destroy_context(void)
{
    g_main_context_unref(context);
    context = NULL;
}

static void
destroy_front(void)
{
    g_source_destroy(source_of(context, "weir front"));
}

static void
destroy_back(void)
{
    g_source_destroy(source_of(context, "weir back"));
}

static void
say_so(void)
{
    ck_assert_int_eq(weir_host_lost(w), 0);
}

static void (*const ways[])(void) = {destroy_context, destroy_front, destroy_back, say_so};
enum {
    WAYS = sizeof ways / sizeof *ways
};

static void *
lose(void *way)
{
    (*(void (*const *)(void))way)();
    return NULL;
}

/* Helpers. */

static void
another_context_goes_on(void)
{
    if (!context)
        context = g_main_context_new();
    holds(context, 0, 0);
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    holds(context, 1, 1);
    ck_assert(it_works());
}

static void
was_lost(void)
{
    ck_assert_int_eq(weir_detach(w), WEIR_EHOST);
    ck_assert_int_eq(weir_host_lost(w), WEIR_EHOST);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), WEIR_EHOST);
}

/* Laws. */

START_TEST(a_host_that_ends_is_lost_waiters_are_told_and_the_queue_goes_on)
{
    atomic_int kept = 0;
    struct caller caller;
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(weir_post(w, add_one, &kept), 0);
    caller_waits(&caller, w);
    lose((void *)&ways[_i]);
    ck_assert_int_eq(caller_is_told(&caller), WEIR_EHOST);
    was_lost();
    another_context_goes_on();
    ck_assert_int_eq(kept, 5);
    ck_assert_int_eq(caller.ran, 0);
}
END_TEST

START_TEST(a_host_that_ends_on_another_thread_is_lost)
{
    atomic_int kept = 0;
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_post(w, add_one, &kept), 0);
    end(start(lose, (void *)&ways[_i]));
    was_lost();
    another_context_goes_on();
    ck_assert_int_eq(kept, 1);
}
END_TEST

static void
end_host(void *way)
{
    lose(way);
}

/* GLib tells of the end of a source that it is just calling when that has returned. */
START_TEST(a_host_that_ends_inside_a_task_is_lost)
{
    atomic_int kept = 0;
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert_int_eq(weir_post(w, end_host, (void *)&ways[_i]), 0);
    ck_assert_int_eq(weir_post(w, add_one, &kept), 0);
    for (int i = 0; i < 20; i++)
        g_main_context_iteration(context, FALSE);
    was_lost();
    another_context_goes_on();
    ck_assert_int_eq(kept, 1);
}
END_TEST

/* The last reference goes while somebody is about to wake. */

static gboolean
go_on(gpointer unused)
{
    (void)unused;
    return G_SOURCE_CONTINUE;
}

static atomic_int complaints;

static void
note_complaint(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer unused)
{
    (void)unused;
    add_one(&complaints);
    g_log_default_handler(domain, level, message, NULL);
}

static void
post_at_the_end(gpointer ran)
{
    ck_assert_int_ge(weir_post(w, add_one, ran), 0);
}

/* A source of the host's that GLib ends before ours, and whose end has something to say. */
static void
add_source_that_posts_at_its_end(atomic_int *ran)
{
    GSource *source = g_timeout_source_new_seconds(3600);
    g_source_set_callback(source, go_on, ran, post_at_the_end);
    g_source_set_priority(source, G_PRIORITY_LOW);
    g_source_attach(source, context);
    g_source_unref(source);
}

/* GLib ends the sources one by one, those that are least urgent first. */
START_TEST(a_post_while_the_context_ends_waits_and_GLib_has_no_complaint)
{
    atomic_int ran = 0;
    complaints = 0;
    GLogFunc before = g_log_set_default_handler(note_complaint, NULL);
    ck_assert_int_eq(weir_glib_attach(w, context), 0);
    ck_assert(it_works());
    for (int i = 0; i < 20; i++)
        g_main_context_iteration(context, FALSE); /* to rest: it must be woken for a post */
    add_source_that_posts_at_its_end(&ran);
    destroy_context();
    g_log_set_default_handler(before, NULL);
    was_lost();
    another_context_goes_on();
    ck_assert_int_eq(ran, 1);
    ck_assert_int_eq(complaints, 0);
}
END_TEST

START_TEST(a_context_that_ends_under_fire_is_lost_and_GLib_has_no_complaint)
{
    struct fire it;
    complaints = 0;
    GLogFunc before = g_log_set_default_handler(note_complaint, NULL);
    fire(&it);
    for (int round = 0; round < 200; round++) {
        ck_assert_int_eq(weir_glib_attach(w, context), 0);
        ck_assert(run_until(has_fired_more, &it));
        g_main_context_unref(context);
        was_lost();
        context = g_main_context_new();
    }
    cease_fire(&it);
    another_context_goes_on();
    g_log_set_default_handler(before, NULL);
    ck_assert_int_eq(it.ended, it.accepted);
    ck_assert_int_eq(complaints, 0);
}
END_TEST

/* A thread that declares the host lost while the loop goes on. */
struct loss {
    struct held held;
    uint64_t wakes, wakes_later;
    atomic_int done;
};

static bool
has_waited_a_little(void *left)
{
    return --*(int *)left < 0;
}

static void *
lose_and_look(void *arg)
{
    struct loss *loss = arg;
    struct weir_stats stats;
    int passes = 1000;
    ck_assert_int_eq(weir_host_lost(w), 0);
    weir_stats(w, &stats);
    loss->wakes = stats.wakes + stats.wakes_failed;
    loss->held = held_by(context);
    await(has_waited_a_little, &passes);
    weir_stats(w, &stats);
    loss->wakes_later = stats.wakes + stats.wakes_failed;
    add_one(&loss->done);
    return NULL;
}

START_TEST(host_lost_from_another_thread_is_a_barrier_while_the_loop_lives)
{
    struct fire it;
    complaints = 0;
    GLogFunc before = g_log_set_default_handler(note_complaint, NULL);
    fire(&it);
    for (int round = 0; round < 300; round++) {
        struct loss loss = {.done = 0};
        ck_assert_int_eq(weir_glib_attach(w, context), 0);
        ck_assert(run_until(has_fired_more, &it));
        pthread_t loser = start(lose_and_look, &loss);
        ck_assert(run_until(is_reached, &loss.done));
        end(loser);
        ck_assert_int_eq(loss.held.front + loss.held.back, 0);
        ck_assert_uint_eq(loss.wakes_later, loss.wakes);
        was_lost();
    }
    cease_fire(&it);
    another_context_goes_on();
    g_log_set_default_handler(before, NULL);
    ck_assert_int_eq(it.ended, it.accepted);
    ck_assert_int_eq(complaints, 0);
}
END_TEST

void
laws_of_loss(TCase *tcase)
{
    tcase_add_loop_test(tcase, a_host_that_ends_is_lost_waiters_are_told_and_the_queue_goes_on, 0, WAYS);
    tcase_add_loop_test(tcase, a_host_that_ends_on_another_thread_is_lost, 0, WAYS);
    tcase_add_loop_test(tcase, a_host_that_ends_inside_a_task_is_lost, 1,
                        WAYS); /* who runs a context holds it */
    tcase_add_test(tcase, a_post_while_the_context_ends_waits_and_GLib_has_no_complaint);
    tcase_add_test(tcase, a_context_that_ends_under_fire_is_lost_and_GLib_has_no_complaint);
    tcase_add_test(tcase, host_lost_from_another_thread_is_a_barrier_while_the_loop_lives);
}
