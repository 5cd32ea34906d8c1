/* SPDX-License-Identifier: MIT */
/* Laws of bad use and of calls that fail: a defined error each, and nothing has changed. Not of a host that dies
 * (losses.c). */
#include "fixture.h"

static void
is_not_attached(void)
{
    expect_nothing_left();
    ck_assert_int_eq(weir_turn(w, NULL, NULL), WEIR_EDETACHED);
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
}

START_TEST(NULL_is_EINVAL)
{
    HWND untouched = window;
    ck_assert_int_eq(weir_win32_attach(NULL, &untouched), WEIR_EINVAL);
    ck_assert_ptr_eq(untouched, window);
    ck_assert_int_eq(weir_win32_attach(NULL, NULL), WEIR_EINVAL);
    is_not_attached();
}
END_TEST

START_TEST(a_second_attach_is_EBUSY_and_leaves_the_first)
{
    ck_assert_int_eq(attach(), 0);
    HWND untouched = window;
    ck_assert_int_eq(weir_win32_attach(w, &untouched), WEIR_EBUSY);
    ck_assert_ptr_eq(untouched, window);
    ck_assert_int_eq(windows_of_weir(), 1);
    ck_assert(it_works());
}
END_TEST

START_TEST(a_closed_weir_is_ECLOSED)
{
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    ck_assert_int_eq(attach(), WEIR_ECLOSED);
    expect_nothing_left();
}
END_TEST

static void *
detach_here(void *answer)
{
    *(int *)answer = weir_detach(w);
    return NULL;
}

START_TEST(detach_on_another_thread_is_ETHREAD)
{
    int answer = 0;
    ck_assert_int_eq(attach(), 0);
    end(start(detach_here, &answer));
    ck_assert_int_eq(answer, WEIR_ETHREAD);
    ck_assert_int_eq(windows_of_weir(), 1);
    ck_assert(it_works());
}
END_TEST

/* A timer of high resolution that is refused, or must not repeat, is followed by a plain one. */
START_TEST(each_call_of_an_attach_that_fails_leaves_nothing_behind)
{
    HWND untouched = window;
    import_fails((enum import)_i, _i == CREATE_TIMER || _i == SET_TIMER ? 2 : 1);
    ck_assert_int_eq(weir_win32_attach(w, &untouched), _i == ALLOCATE ? WEIR_ENOMEM : WEIR_ESYSTEM);
    ck_assert_ptr_eq(untouched, window);
    import_fails((enum import)_i, 0);
    is_not_attached();
}
END_TEST

/* Windows 10 1809 makes them, and then does not let them repeat. */
START_TEST(without_timers_of_high_resolution_a_plain_one_does)
{
    static const enum import refused[] = {CREATE_TIMER, SET_TIMER};
    atomic_int ran = 0;
    import_fails(refused[_i], 1);
    ck_assert_int_eq(attach(), 0);
    struct weir_task task = {.run = add_one, .arg = &ran, .delay = WEIR_MS(3)};
    ck_assert_int_eq(weir_post_task(w, &task, NULL), 0);
    ck_assert(run_until(is_reached, &ran));
}
END_TEST

START_TEST(the_first_weir_of_a_module_takes_two_places_in_each_thread_and_the_last_gives_them_back)
{
    struct weir *other;
    ck_assert_int_eq(import_count(TLS_ALLOC), 2);
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    ck_assert_int_eq(weir_close(other, WEIR_DROP, 0), 0);
    weir_free(other);
    ck_assert_int_eq(import_count(TLS_ALLOC), 2);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
    ck_assert_int_eq(import_count(TLS_FREE), 2);
    import_fails(TLS_ALLOC, 1);
    ck_assert_int_eq(weir_new(&w, NULL), WEIR_ESYSTEM);
    ck_assert_ptr_null(w);
    ck_assert_int_eq(import_count(TLS_FREE), import_count(TLS_ALLOC));
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
}
END_TEST

START_TEST(the_window_is_told_and_gone_after_the_detach)
{
    ck_assert_int_eq(attach(), 0);
    ck_assert(is_of_weir(of_pump));
    ck_assert_int_eq(windows_of_weir(), 1);
    ck_assert_int_eq(weir_detach(w), 0);
    ck_assert(!IsWindow(of_pump));
    ck_assert_int_eq(import_count(REGISTER_CLASS), import_count(UNREGISTER_CLASS));
    ck_assert_int_eq(weir_win32_attach(w, NULL), 0);
    ck_assert(it_works());
}
END_TEST

START_TEST(a_thread_without_a_window_is_ridden_too)
{
    DestroyWindow(window);
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
}
END_TEST

void
laws_of_refusal(TCase *tcase)
{
    tcase_add_test(tcase, NULL_is_EINVAL);
    tcase_add_test(tcase, a_second_attach_is_EBUSY_and_leaves_the_first);
    tcase_add_test(tcase, a_closed_weir_is_ECLOSED);
    tcase_add_test(tcase, detach_on_another_thread_is_ETHREAD);
    tcase_add_loop_test(tcase, each_call_of_an_attach_that_fails_leaves_nothing_behind, ALLOCATE,
                        POST_MESSAGE + 1);
    tcase_add_loop_test(tcase, without_timers_of_high_resolution_a_plain_one_does, 0, 2);
    tcase_add_test(tcase,
                   the_first_weir_of_a_module_takes_two_places_in_each_thread_and_the_last_gives_them_back);
    tcase_add_test(tcase, the_window_is_told_and_gone_after_the_detach);
    tcase_add_test(tcase, a_thread_without_a_window_is_ridden_too);
}
