/* SPDX-License-Identifier: MIT */
/* Laws of a call from the wrong thread: it is told, with both threads. Not of what weir's own functions answer there
 * (refusals.c). */
#include "dispatch.h"

/* A function of the host's, as it would be guarded. */
static int
touch_the_scene(struct weir *w)
{
    return WEIR_REQUIRE_LOOP_THREAD(w);
}

static struct {
    int answer;
    char thread[32];
    atomic_int tried;
} elsewhere;

static void
try_it(void *unused)
{
    (void)unused;
    thread_name(elsewhere.thread, sizeof elsewhere.thread);
    elsewhere.answer = touch_the_scene(kit.w);
    add_one(&elsewhere.tried);
}

static int
try_it_on_a_thread(void *unused)
{
    try_it(unused);
    return elsewhere.answer;
}

static void
is_named_with_both_threads(void)
{
    char line[160], loop_thread[32];
    thread_name(loop_thread, sizeof loop_thread);
    snprintf(line, sizeof line, "weir: touch_the_scene was called on thread %s; only thread %s may call it",
             elsewhere.thread, loop_thread);
    ck_assert_int_eq(elsewhere.answer, WEIR_ETHREAD);
    ck_assert_int_eq(log_count(), 1);
    ck_assert_msg(log_contains(line), "%s", line);
}

START_TEST(a_call_from_the_wrong_thread_is_named_with_both_threads)
{
    ask_elsewhere(try_it_on_a_thread, NULL);
    is_named_with_both_threads();
}
END_TEST

START_TEST(a_work_that_touches_what_is_the_loops_is_named_with_both_threads)
{
    struct weir_workers *workers = begin_workers(1);
    struct weir_dispatcher there = {.main = kit.w, .workers = workers};
    struct weir_request request = {.affinity = WEIR_ANY, .run = try_it};
    elsewhere.tried = 0;
    ck_assert_int_gt(weir_dispatch(&there, &request, NULL), 0);
    run_until_reaches(&elsewhere.tried, 1);
    end_workers(workers);
    is_named_with_both_threads();
}
END_TEST

static void
touch_here(void *tried)
{
    ck_assert_int_eq(touch_the_scene(kit.w), 0);
    add_one(tried);
}

START_TEST(on_the_loop_thread_a_guard_lets_pass_and_says_nothing)
{
    static atomic_int tried;
    tried = 0;
    touch_here(&tried);
    weir_post(kit.w, touch_here, &tried);
    run_until_reaches(&tried, 2);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    touch_here(&tried); /* it is the loop thread until another attaches */
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

START_TEST(before_the_first_attach_no_thread_passes_a_guard)
{
    struct weir *other;
    ck_assert_int_eq(weir_new(&other, &(struct weir_options){.name = "unattached"}), 0);
    ck_assert_int_eq(touch_the_scene(other), WEIR_ETHREAD);
    ck_assert(log_contains("unattached: touch_the_scene was called on thread "));
    ck_assert(log_contains("(none yet)"));
    ck_assert_int_eq(touch_the_scene(NULL), WEIR_EINVAL);
    ck_assert_int_eq(log_count(), 1);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, 0), 0);
    weir_free(other);
}
END_TEST

/* Threads that come after the loop thread has ended, and may well be given its stack, or its number by the system. */

enum {
    STRANGERS = 600 /* Wine gives a number again after some hundred threads */
};

struct weir_and_stranger {
    struct weir *w;
    bool is_taken_for_the_loop_thread;
    int called;
    atomic_int ran;
};

static void *
be_the_loop_thread(void *w)
{
    ck_assert_int_eq(weir_attach(w, NULL, NULL), 0);
    ck_assert(weir_on_loop_thread(w));
    ck_assert_int_eq(weir_detach(w), 0);
    return NULL;
}

static void *
be_a_stranger(void *arg)
{
    struct weir_and_stranger *stranger = arg;
    stranger->is_taken_for_the_loop_thread = weir_on_loop_thread(stranger->w);
    stranger->called = weir_call(stranger->w, add_one, &stranger->ran, 0);
    return NULL;
}

static void
run_thread(void *(*body)(void *), void *arg)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    pthread_join(thread, NULL);
}

START_TEST(no_thread_is_taken_for_a_loop_thread_that_has_ended)
{
    struct weir_and_stranger stranger = {.ran = 0};
    ck_assert_int_eq(weir_new(&stranger.w, NULL), 0);
    run_thread(be_the_loop_thread, stranger.w);
    for (int i = 0; i < STRANGERS; i++) {
        run_thread(be_a_stranger, &stranger);
        ck_assert_msg(!stranger.is_taken_for_the_loop_thread, "stranger %d", i);
        ck_assert_int_eq(stranger.called, WEIR_ETIMEOUT); /* not run inline */
    }
    ck_assert_int_eq(stranger.ran, 0);
    ck_assert_int_eq(weir_close(stranger.w, WEIR_DROP, 0), 0);
    weir_free(stranger.w);
}
END_TEST

void
laws_of_conflict(Suite *suite)
{
    TCase *tcase = kit_case(suite, "conflict");
    tcase_add_test(tcase, a_call_from_the_wrong_thread_is_named_with_both_threads);
    tcase_add_test(tcase, a_work_that_touches_what_is_the_loops_is_named_with_both_threads);
    tcase_add_test(tcase, on_the_loop_thread_a_guard_lets_pass_and_says_nothing);
    tcase_add_test(tcase, before_the_first_attach_no_thread_passes_a_guard);
    tcase_add_test(tcase, no_thread_is_taken_for_a_loop_thread_that_has_ended);
}
