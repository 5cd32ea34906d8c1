/* SPDX-License-Identifier: MIT */
/* Laws of weir_print's sentence: each reason why nothing runs has its words. Not of the counters (observe.c). */
#include "fixture.h"

#include "base/thread.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* Helpers. */

static char in_task[1024]; /* what it said inside a task */

static void
print_in_task(void *unused)
{
    (void)unused;
    pass(WEIR_MS(340));
    weir_print(w, in_task, sizeof in_task);
}

static void
nest_and_print(void *unused)
{
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(weir_turn(w, NULL, NULL), WEIR_EBUSY);
    print_in_task(unused);
}

static void
run_named(weir_fn *run)
{
    const struct weir_task task = {.run = run, .name = "load scene"};
    ck_assert_int_eq(weir_post_task(w, &task, NULL), 0);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
}

#define SAID_IN_TASK(words) ck_assert_msg(strstr(in_task, words) != NULL, "it said: %s", in_task)

/* Laws. */

START_TEST(never_attached_is_said)
{
    SAYS("never attached");
    SAYS("nothing waiting");
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    SAYS("never attached");
    SAYS("3 waiting");
}
END_TEST

START_TEST(what_waits_for_the_first_host_has_an_age)
{
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    pass(WEIR_MS(240));
    struct weir_load load;
    ck_assert_int_eq(weir_load(w, &load), 0);
    ck_assert_int_eq(load.waited, WEIR_MS(240));
    SAYS("1 waiting, the oldest 240 ms");
}
END_TEST

START_TEST(what_waits_for_the_next_host_has_an_age)
{
    attach_silent_host();
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 0);
    ck_assert_int_eq(weir_detach(w), 0);
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    pass(WEIR_MS(240));
    SAYS("1 waiting, the oldest 240 ms");
}
END_TEST

/* By this thread, which the system may or may not know as its first. */
static const char *
attached_ago(const char *span)
{
    static char text[128];
    char name[64];
    thread_name(name, sizeof name);
    snprintf(text, sizeof text, "attached to silence %s ago on thread %s", span, name);
    return text;
}

START_TEST(a_stopped_host_is_said)
{
    attach_silent_host();
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 0);
    pass(WEIR_S(12));
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    SAYS("wake sent 0 ms ago");
    SAYS_NOT("unanswered");
    pass(WEIR_MS(240));
    SAYS(attached_ago("12 s"));
    SAYS("3 waiting, the oldest 240 ms");
    SAYS("wake sent 240 ms ago, unanswered: the host is not running its loop");
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 3);
    SAYS_NOT("unanswered");
    SAYS("nothing waiting");
}
END_TEST

START_TEST(a_failed_wake_is_said)
{
    attach_silent_host();
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 0);
    silent_host.wake_fails = true;
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 1);
    SAYS("the last wake failed: the next post tries again");
    silent_host.wake_fails = false;
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    SAYS_NOT("failed");
}
END_TEST

START_TEST(a_stuck_task_is_said)
{
    attach_silent_host();
    run_named(print_in_task);
    SAID_IN_TASK("task \"load scene\" has been running for 340 ms: it holds the loop");
    SAYS_NOT("load scene");
}
END_TEST

START_TEST(a_refused_nested_turn_is_said)
{
    attach_silent_host();
    run_named(nest_and_print);
    SAID_IN_TASK("task \"load scene\" has been running for 340 ms");
    SAID_IN_TASK("3 turns in it were refused");
    SAID_IN_TASK("weir_allow_nested");
}
END_TEST

START_TEST(full_is_said_of_the_lane_that_is)
{
    renew(&(struct weir_options){.capacity = 4, .timers = 2});
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    SAYS_NOT("full");
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    SAYS("lane normal is full (4 of 4): posts answer WEIR_EFULL");
    SAYS_NOT("lane urgent");
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(weir_post_task(w, &(struct weir_task){.run = do_nothing, .delay = WEIR_S(1)}, NULL),
                         0);
    SAYS("2 delayed");
    SAYS("every timer is in use (2)");
}
END_TEST

START_TEST(detached_lost_and_closed_are_said)
{
    attach_silent_host();
    ck_assert_int_eq(weir_detach(w), 0);
    pass(WEIR_S(30));
    SAYS("detached from silence 30 s ago");
    attach_silent_host();
    ck_assert_int_eq(weir_host_lost(w), 0);
    pass(WEIR_MS(5));
    SAYS("its host silence died 5 ms ago");
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    SAYS("closed 0 ms ago");
}
END_TEST

START_TEST(the_name_is_said)
{
    SAYS("weir \"weir\"");
    renew(&(struct weir_options){.name = "scene"});
    SAYS("weir \"scene\"");
    renew(&(struct weir_options){.name = "a name that is longer than the 31 bytes that are kept"});
    SAYS("weir \"a name that is longer than the \"");
}
END_TEST

START_TEST(a_buffer_that_is_too_small_gets_the_beginning)
{
    char whole[512], part[512];
    int length = weir_print(w, whole, sizeof whole);
    ck_assert_int_eq(length, (int)strlen(whole));
    ck_assert_int_eq(weir_print(w, NULL, 0), length);
    for (size_t size = 1; size <= (size_t)length + 1; size++) {
        memset(part, '#', sizeof part);
        ck_assert_int_eq(weir_print(w, part, size), length);
        ck_assert_uint_eq(strlen(part), size - 1);
        ck_assert_int_eq(strncmp(part, whole, size - 1), 0);
        ck_assert_int_eq(part[size], '#');
    }
}
END_TEST

static atomic_bool enough;

static void *
print_on_and_on(void *count)
{
    char text[512];
    struct weir_load load;
    struct weir_stats stats;
    while (!atomic_load(&enough)) {
        int length = weir_print(w, text, sizeof text);
        if (length <= 0 || text[length - 1] != '.' || weir_load(w, &load) || weir_stats(w, &stats))
            return NULL;
        atomic_fetch_add((atomic_int *)count, 1);
    }
    return w;
}

START_TEST(any_thread_may_print_while_the_loop_runs)
{
    static atomic_int count;
    pthread_t thread;
    void *all_well = NULL;
    atomic_store(&count, 0);
    atomic_store(&enough, false);
    ck_assert_int_eq(pthread_create(&thread, NULL, print_on_and_on, &count), 0);
    while (atomic_load(&count) < 1000) {
        attach_silent_host();
        const struct weir_task task = {.run = do_nothing, .name = "named"};
        ck_assert_int_ge(weir_post_task(w, &task, NULL), 0);
        ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
        ck_assert_int_eq(weir_detach(w), 0);
    }
    atomic_store(&enough, true);
    ck_assert_int_eq(pthread_join(thread, &all_well), 0);
    ck_assert_ptr_eq(all_well, w);
}
END_TEST

static void *
attach_here(void *unused)
{
    attach_silent_host();
    return unused;
}

START_TEST(the_thread_that_is_not_main_is_named)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, attach_here, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    SAYS("attached to silence 0 ms ago on thread ");
    SAYS_NOT("thread main");
    ck_assert_int_eq(weir_host_lost(w), 0); /* its thread has ended: only so can another close */
}
END_TEST

void
laws_of_print(Suite *suite)
{
    TCase *tcase = seen_case(suite, "print");
    tcase_add_test(tcase, never_attached_is_said);
    tcase_add_test(tcase, what_waits_for_the_first_host_has_an_age);
    tcase_add_test(tcase, what_waits_for_the_next_host_has_an_age);
    tcase_add_test(tcase, a_stopped_host_is_said);
    tcase_add_test(tcase, a_failed_wake_is_said);
    tcase_add_test(tcase, a_stuck_task_is_said);
    tcase_add_test(tcase, a_refused_nested_turn_is_said);
    tcase_add_test(tcase, full_is_said_of_the_lane_that_is);
    tcase_add_test(tcase, detached_lost_and_closed_are_said);
    tcase_add_test(tcase, the_name_is_said);
    tcase_add_test(tcase, a_buffer_that_is_too_small_gets_the_beginning);
    tcase_add_test(tcase, any_thread_may_print_while_the_loop_runs);
    tcase_add_test(tcase, the_thread_that_is_not_main_is_named);
}
