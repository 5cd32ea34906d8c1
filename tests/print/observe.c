/* SPDX-License-Identifier: MIT */
/* Laws of the observer, the counters, the fence and the log. Not of the sentence (print.c). */
#include "fixture.h"

#include <pthread.h>
#include <string.h>

enum {
    KINDS = WEIR_WAKE + 1
};

/* What an observer has seen of each kind. */
struct seen {
    int count[KINDS];
    int64_t duration[KINDS]; /* summed */
    int64_t last_count[KINDS];
    const char *last_task[KINDS];
};

static void
see(void *self, const struct weir_event *event)
{
    struct seen *seen = self;
    ck_assert_int_eq(event->now, weir_now());
    seen->count[event->kind]++;
    seen->duration[event->kind] += event->duration;
    seen->last_count[event->kind] = event->count;
    seen->last_task[event->kind] = event->task;
}

static void
run_for_30_ms(void *unused)
{
    (void)unused;
    pass(WEIR_MS(30));
}

static void
run_for_80_ms(void *unused)
{
    (void)unused;
    pass(WEIR_MS(80));
}

static void
post_named(weir_fn *run, const char *name, weir_ticket *ticket)
{
    const struct weir_task task = {.run = run, .name = name};
    ck_assert_int_ge(weir_post_task(w, &task, ticket), 0);
}

static struct weir_stats
stats(void)
{
    struct weir_stats s;
    ck_assert_int_eq(weir_stats(w, &s), 0);
    return s;
}

static void
adds_up(const struct seen *seen, const struct weir_stats *s)
{
    ck_assert_uint_eq(s->turns, (uint64_t)seen->count[WEIR_TURN_END]);
    ck_assert_uint_eq(s->turns, (uint64_t)seen->count[WEIR_TURN_BEGIN]);
    ck_assert_uint_eq(s->run, (uint64_t)seen->count[WEIR_TASK_BEGIN]);
    ck_assert_uint_eq(s->run, (uint64_t)seen->count[WEIR_TASK_END]);
    ck_assert_uint_eq(s->dropped, (uint64_t)seen->count[WEIR_TASK_DROP]);
    ck_assert_uint_eq(s->overruns, (uint64_t)seen->count[WEIR_OVERRUN]);
    ck_assert_uint_eq(s->wakes + s->wakes_failed, (uint64_t)seen->count[WEIR_WAKE]);
}

/* Laws. */

START_TEST(what_the_observer_sees_adds_up_with_the_counters)
{
    struct seen seen = {.count = {0}};
    weir_ticket ticket;
    ck_assert_int_eq(weir_observe(w, see, &seen), 0);
    attach_silent_host();
    for (int i = 0; i < 3; i++)
        post_named(run_for_30_ms, "thirty", NULL);
    post_named(run_for_80_ms, "eighty", NULL);
    post_named(do_nothing, "withdrawn", &ticket);
    ck_assert_int_eq(weir_cancel(w, ticket), 0);
    while (weir_turn(w, NULL, NULL) > 0)
        continue;
    silent_host.wake_fails = true;
    pass(WEIR_MS(1));
    post_named(do_nothing, "left", NULL);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    struct weir_stats s = stats();
    adds_up(&seen, &s);
    ck_assert_uint_eq(s.run, 4);
    ck_assert_uint_eq(s.dropped, 2);
    ck_assert_uint_eq(s.overruns, 1);
    ck_assert_uint_eq(s.wakes_failed, 1);
    ck_assert_uint_eq(s.wakes + s.wakes_failed, (uint64_t)silent_host.woken);
    ck_assert_int_eq(seen.duration[WEIR_TASK_END], WEIR_MS(170));
}
END_TEST

START_TEST(an_event_says_how_long_and_which)
{
    struct seen seen = {.count = {0}};
    ck_assert_int_eq(weir_observe(w, see, &seen), 0);
    attach_silent_host();
    ck_assert_int_eq(seen.last_count[WEIR_WAKE], 0);
    post_named(run_for_80_ms, "eighty", NULL);
    pass(WEIR_MS(7));
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(seen.duration[WEIR_TASK_BEGIN], WEIR_MS(7)); /* it waited */
    ck_assert_int_eq(seen.duration[WEIR_TASK_END], WEIR_MS(80));
    ck_assert_int_eq(seen.duration[WEIR_OVERRUN], WEIR_MS(80));
    ck_assert_int_eq(seen.duration[WEIR_TURN_END], WEIR_MS(80));
    ck_assert_int_eq(seen.last_count[WEIR_TURN_END], 1);
    ck_assert_str_eq(seen.last_task[WEIR_TASK_BEGIN], "eighty");
    ck_assert_str_eq(seen.last_task[WEIR_TASK_END], "eighty");
    ck_assert_str_eq(seen.last_task[WEIR_OVERRUN], "eighty");
}
END_TEST

static void
run_for(void *duration)
{
    pass(*(int64_t *)duration);
}

START_TEST(how_long_tasks_ran_is_counted_in_classes_of_powers_of_two)
{
    static int64_t lasts[] = {
        0,           999, 1000, 1999, 2000, WEIR_US(3), WEIR_US(4), WEIR_US(1 << 22) - 1, WEIR_US(1 << 22),
        WEIR_S(3600)};
    static const int class_of[] = {0, 0, 1, 1, 2, 2, 3, 22, 23, 23};
    uint64_t ran[WEIR_RAN_CLASSES] = {0};
    attach_silent_host();
    for (size_t i = 0; i < sizeof lasts / sizeof lasts[0]; i++) {
        ck_assert_int_eq(weir_post(w, run_for, &lasts[i]), 0);
        ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
        ran[class_of[i]]++;
        ck_assert_mem_eq(stats().ran, ran, sizeof ran);
    }
}
END_TEST

START_TEST(a_drop_says_why)
{
    struct seen seen = {.count = {0}};
    weir_ticket ticket;
    ck_assert_int_eq(weir_observe(w, see, &seen), 0);
    attach_silent_host();
    post_named(do_nothing, "withdrawn", &ticket);
    ck_assert_int_eq(weir_cancel(w, ticket), 0);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(seen.last_count[WEIR_TASK_DROP], WEIR_ECANCELLED);
    ck_assert_str_eq(seen.last_task[WEIR_TASK_DROP], "withdrawn");
    post_named(do_nothing, "left", NULL);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(seen.last_count[WEIR_TASK_DROP], WEIR_ECLOSED);
    ck_assert_str_eq(seen.last_task[WEIR_TASK_DROP], "left");
}
END_TEST

START_TEST(a_task_posted_before_the_observer_came_has_not_waited)
{
    struct seen seen = {.count = {0}};
    attach_silent_host();
    post_named(do_nothing, "early", NULL);
    pass(WEIR_MS(7));
    ck_assert_int_eq(weir_observe(w, see, &seen), 0);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(seen.count[WEIR_TASK_BEGIN], 1);
    ck_assert_int_eq(seen.duration[WEIR_TASK_BEGIN], 0);
}
END_TEST

START_TEST(a_null_observer_ends_it_and_another_takes_its_place)
{
    struct seen first = {.count = {0}}, second = {.count = {0}};
    attach_silent_host();
    ck_assert_int_eq(weir_observe(w, see, &first), 0);
    post_named(do_nothing, NULL, NULL);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(weir_observe(w, NULL, NULL), 0);
    struct seen then = first;
    post_named(do_nothing, NULL, NULL);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_mem_eq(&first, &then, sizeof first);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(weir_observe(w, see, &second), 0);
    post_named(do_nothing, NULL, NULL);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_mem_eq(&first, &then, sizeof first);
    ck_assert_int_eq(second.count[WEIR_TASK_END], 1);
}
END_TEST

static void
observe_inside(void *answer)
{
    *(int *)answer = weir_observe(w, NULL, NULL);
}

static void *
observe_elsewhere(void *answer)
{
    observe_inside(answer);
    return NULL;
}

START_TEST(observe_inside_a_task_or_elsewhere_is_refused)
{
    struct seen seen = {.count = {0}};
    int inside = 1, elsewhere = 1;
    pthread_t thread;
    ck_assert_int_eq(weir_observe(w, see, &seen), 0);
    attach_silent_host();
    ck_assert_int_eq(weir_post(w, observe_inside, &inside), 0);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(inside, WEIR_EBUSY);
    ck_assert_int_eq(pthread_create(&thread, NULL, observe_elsewhere, &elsewhere), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(elsewhere, WEIR_ETHREAD);
    ck_assert_int_eq(seen.count[WEIR_TASK_END], 1); /* it is told yet */
}
END_TEST

static atomic_bool stop;

static void *
post_on_and_on(void *count)
{
    while (!atomic_load(&stop))
        if (weir_post(w, do_nothing, NULL) >= 0)
            atomic_fetch_add((atomic_int *)count, 1);
    return NULL;
}

static void
see_atomically(void *self, const struct weir_event *event)
{
    (void)event;
    atomic_fetch_add((atomic_int *)self, 1);
}

START_TEST(an_observer_that_has_been_ended_is_not_called_by_a_wake_in_flight)
{
    static atomic_int posts, calls;
    pthread_t thread;
    atomic_store(&posts, 0);
    atomic_store(&calls, 0);
    atomic_store(&stop, false);
    attach_silent_host();
    ck_assert_int_eq(pthread_create(&thread, NULL, post_on_and_on, &posts), 0);
    for (int round = 0; round < 200 || atomic_load(&posts) < 1000; round++) {
        ck_assert_int_eq(weir_observe(w, see_atomically, &calls), 0);
        ck_assert_int_ge(weir_turn(w, NULL, NULL), 0);
        ck_assert_int_eq(weir_observe(w, NULL, NULL), 0);
        int then = atomic_load(&calls);
        ck_assert_int_ge(weir_turn(w, NULL, NULL), 0);
        ck_assert_int_eq(atomic_load(&calls), then);
    }
    atomic_store(&stop, true);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

/* The fence. */

START_TEST(the_50_ms_fence_names_the_task)
{
    attach_silent_host();
    post_named(run_for_30_ms, "thirty", NULL);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(lines_logged(), 0);
    post_named(run_for_80_ms, "eighty", NULL);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(lines_logged(), 1);
    ck_assert_ptr_nonnull(strstr(last_line(), "\"eighty\""));
    ck_assert_ptr_nonnull(strstr(last_line(), "80 ms"));
    ck_assert_uint_eq(stats().overruns, 1);
}
END_TEST

START_TEST(the_fence_is_an_option_and_its_edge_is_within)
{
    renew(&(struct weir_options){.fence = WEIR_MS(80)});
    attach_silent_host();
    post_named(run_for_80_ms, "eighty", NULL);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(lines_logged(), 0);
    ck_assert_uint_eq(stats().overruns, 0);
}
END_TEST

/* The log. */

static int other_lines;

static void
count_line(void *self, enum weir_log_level level, const char *line)
{
    ck_assert_ptr_eq(self, &other_lines);
    ck_assert_int_eq(level, WEIR_LOG_WARNING);
    ck_assert_ptr_null(strchr(line, '\n'));
    other_lines++;
}

START_TEST(log_lines_go_where_they_were_sent_last)
{
    int before = lines_logged();
    other_lines = 0;
    weir_log_to(count_line, &other_lines);
    weir_free(w); /* before a close: it does nothing and says so */
    ck_assert_int_eq(other_lines, 1);
    ck_assert_int_eq(lines_logged(), before);
}
END_TEST

START_TEST(wakes_issued_again_are_counted)
{
    attach_silent_host();
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 0);
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    struct weir_stats s = stats();
    ck_assert_uint_eq(s.wakes, 2);
    ck_assert_uint_eq(s.wakes_again, 0);
    pass(WEIR_MS(101));
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    ck_assert_int_eq(weir_post(w, do_nothing, NULL), 0);
    s = stats();
    ck_assert_uint_eq(s.wakes, 3);
    ck_assert_uint_eq(s.wakes_again, 1);
    ck_assert_int_eq(silent_host.woken, 3);
}
END_TEST

/* Whoever posted three tasks finds three in the counters: what weir does for itself is none of them. */
START_TEST(a_cancelled_scope_adds_nothing_to_the_counters_of_tasks)
{
    struct weir_scope *scope;
    attach_silent_host();
    ck_assert_int_eq(weir_scope_new(w, &scope), 0);
    const struct weir_task task = {.run = do_nothing, .scope = scope};
    for (int i = 0; i < 3; i++)
        ck_assert_int_ge(weir_post_task(w, &task, NULL), 0);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    while (weir_turn(w, NULL, NULL) > 0)
        continue;
    struct weir_stats s = stats();
    ck_assert_uint_eq(s.dropped, 3);
    ck_assert_uint_eq(s.run, 0);
    weir_scope_free(scope);
}
END_TEST

void
laws_of_observe(Suite *suite)
{
    TCase *tcase = seen_case(suite, "observe");
    tcase_add_test(tcase, what_the_observer_sees_adds_up_with_the_counters);
    tcase_add_test(tcase, an_event_says_how_long_and_which);
    tcase_add_test(tcase, how_long_tasks_ran_is_counted_in_classes_of_powers_of_two);
    tcase_add_test(tcase, a_drop_says_why);
    tcase_add_test(tcase, a_task_posted_before_the_observer_came_has_not_waited);
    tcase_add_test(tcase, a_null_observer_ends_it_and_another_takes_its_place);
    tcase_add_test(tcase, observe_inside_a_task_or_elsewhere_is_refused);
    tcase_add_test(tcase, an_observer_that_has_been_ended_is_not_called_by_a_wake_in_flight);
    tcase_add_test(tcase, the_50_ms_fence_names_the_task);
    tcase_add_test(tcase, the_fence_is_an_option_and_its_edge_is_within);
    tcase_add_test(tcase, log_lines_go_where_they_were_sent_last);
    tcase_add_test(tcase, wakes_issued_again_are_counted);
    tcase_add_test(tcase, a_cancelled_scope_adds_nothing_to_the_counters_of_tasks);
}
