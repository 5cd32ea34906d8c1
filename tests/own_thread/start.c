/* SPDX-License-Identifier: MIT */
/* Laws of a weir's own thread while it runs, and of a start that fails. Not of its stop (stop.c). */
#include "fixture.h"

#include "base/system.h"

#include <string.h>

/* While it runs. */

static struct note {
    uint64_t thread;
    bool is_loop_thread;
    int order[100];
    char name[32];
    int64_t came;
} note;

static void
note_who(void *unused)
{
    (void)unused;
    note.thread = thread_self();
    note.is_loop_thread = weir_on_loop_thread(w);
    thread_name(note.name, sizeof note.name);
    note.came = weir_now();
    add_one(&ran);
}

static void
note_order(void *number)
{
    note.order[atomic_fetch_add(&ran, 1)] = *(int *)number;
}

START_TEST(tasks_run_on_that_thread_which_is_the_loop_thread)
{
    ck_assert_int_eq(weir_call(w, note_who, NULL, WEIR_FOREVER), 0);
    ck_assert(note.is_loop_thread);
    ck_assert_uint_ne(note.thread, thread_self());
    ck_assert(!weir_on_loop_thread(w));
    char text[256];
    weir_print(w, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "attached to thread"));
}
END_TEST

START_TEST(the_thread_is_named_as_the_weir)
{
    ck_assert_int_eq(weir_call(w, note_who, NULL, WEIR_FOREVER), 0);
    ck_assert_str_eq(note.name, "scene");
}
END_TEST

START_TEST(tasks_run_one_after_the_other_in_the_order_of_their_posts)
{
    static int numbers[100];
    for (int i = 0; i < 100; i++) {
        numbers[i] = i;
        post(note_order, &numbers[i]);
    }
    ck_assert_int_eq(weir_call(w, add_one, &ran, WEIR_FOREVER), 0);
    ck_assert_int_eq(ran, 101);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(note.order[i], i);
}
END_TEST

START_TEST(a_delayed_task_is_run_without_a_wake_and_not_early)
{
    int64_t due = weir_now() + WEIR_MS(20);
    struct weir_task task = {.run = note_who, .delay = WEIR_MS(20)};
    ck_assert_int_eq(weir_post_task(w, &task, NULL), 0);
    ck_assert(await(is_reached, &ran));
    ck_assert_int_ge(note.came, due);
}
END_TEST

/* A start that fails. */

static void
start_is_refused(struct weir *weir, int answer)
{
    int threads = threads_now();
    struct weir_thread *thread = own;
    ck_assert_int_eq(weir_thread_start(&thread, weir), answer);
    ck_assert_ptr_null(thread);
    threads_become(threads);
}

START_TEST(a_start_without_a_weir_or_a_place_for_the_thread_is_EINVAL)
{
    start_is_refused(NULL, WEIR_EINVAL);
    ck_assert_int_eq(weir_thread_start(NULL, w), WEIR_EINVAL);
}
END_TEST

START_TEST(a_weir_that_is_attached_gets_no_second_thread)
{
    start_is_refused(w, WEIR_EBUSY);
    ck_assert_int_eq(weir_call(w, add_one, &ran, WEIR_FOREVER), 0);
}
END_TEST

START_TEST(a_closed_weir_gets_no_thread)
{
    ck_assert_int_eq(weir_thread_stop(own, WEIR_DROP, WEIR_FOREVER), 0);
    own = NULL;
    start_is_refused(w, WEIR_ECLOSED);
}
END_TEST

static struct system_calls real;
static int left; /* calls that still succeed */

static void *
allocate(size_t size)
{
    return left-- > 0 ? real.allocate(size) : NULL;
}

static int
lock_init(void *native)
{
    return left-- > 0 ? real.lock_init(native) : -1;
}

static int
no_thread(struct thread *thread)
{
    (void)thread;
    return -1;
}

static void
detach_it(void *unused)
{
    (void)unused;
    weir_detach(w);
}

/* The system fails a start for a weir that nothing is attached to; once it no longer does, the weir gets its thread. */
static void
start_fails(void (*set_fault)(void), int answer)
{
    ck_assert_int_eq(weir_call(w, detach_it, NULL, WEIR_FOREVER), 0);
    ck_assert_int_eq(weir_thread_stop(own, WEIR_DROP, WEIR_FOREVER), 0);
    own = NULL;
    real = weir_system;
    left = 0;
    set_fault();
    start_is_refused(w, answer);
    weir_system = real;
    ck_assert_int_eq(weir_thread_start(&own, w), 0);
    ck_assert_int_eq(weir_call(w, add_one, &ran, WEIR_FOREVER), 0);
}

static void
fail_memory(void)
{
    weir_system.allocate = allocate;
}

static void
fail_locks(void)
{
    weir_system.lock_init = lock_init;
}

static void
fail_threads(void)
{
    weir_system.thread_start = no_thread;
}

START_TEST(a_start_that_the_system_fails_changes_nothing)
{
    static const struct {
        void (*set_fault)(void);
        int answer;
    } faults[] = {{fail_memory, WEIR_ENOMEM}, {fail_locks, WEIR_ESYSTEM}, {fail_threads, WEIR_ESYSTEM}};
    start_fails(faults[_i].set_fault, faults[_i].answer);
}
END_TEST

void
laws_of_start(Suite *suite)
{
    TCase *tcase = own_case(suite, "start");
    tcase_add_test(tcase, tasks_run_on_that_thread_which_is_the_loop_thread);
    tcase_add_test(tcase, the_thread_is_named_as_the_weir);
    tcase_add_test(tcase, tasks_run_one_after_the_other_in_the_order_of_their_posts);
    tcase_add_test(tcase, a_delayed_task_is_run_without_a_wake_and_not_early);
    tcase_add_test(tcase, a_start_without_a_weir_or_a_place_for_the_thread_is_EINVAL);
    tcase_add_test(tcase, a_weir_that_is_attached_gets_no_second_thread);
    tcase_add_test(tcase, a_closed_weir_gets_no_thread);
    tcase_add_loop_test(tcase, a_start_that_the_system_fails_changes_nothing, 0, 3);
}
