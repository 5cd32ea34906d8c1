/* SPDX-License-Identifier: MIT */
/* Laws of a host that goes: its thread's window destroyed by somebody, its thread ended, its loss declared on another
 * thread. Not of loops that live (loops.c). */
#include "fixture.h"

/* Helpers. */

static bool
nothing_is_left(void *unused)
{
    (void)unused;
    return windows_of_weir() == 0 && import_count(SET_HOOK) == import_count(UNHOOK) &&
           import_count(REGISTER_WAIT) == import_count(UNREGISTER_WAIT);
}

static void
works_again(void)
{
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
}

static void *
lose_it(void *answer)
{
    *(int *)answer = weir_host_lost(w);
    return NULL;
}

/* The window. */

START_TEST(a_window_that_somebody_destroys_is_host_lost)
{
    struct caller caller;
    ck_assert_int_eq(attach(), 0);
    caller_waits(&caller, w);
    DestroyWindow(of_pump);
    ck_assert_int_eq(caller_is_told(&caller), WEIR_EHOST);
    expect_nothing_left();
    works_again();
}
END_TEST

static void
destroy_it(void *destroyed)
{
    DestroyWindow(of_pump);
    add_one(destroyed);
}

START_TEST(a_task_that_destroys_it_ends_the_turn)
{
    atomic_int destroyed = 0, ran = 0;
    ck_assert_int_eq(attach(), 0);
    weir_post(w, destroy_it, &destroyed);
    weir_post(w, add_one, &ran);
    ck_assert(run_until(is_reached, &destroyed));
    ck_assert_int_eq(atomic_load(&ran), 0);
    expect_nothing_left();
    works_again();
    ck_assert(run_until(is_reached, &ran));
}
END_TEST

/* The window's own procedure, around which the law's stands. */
static WNDPROC procedure;
static int attached_inside;

static LRESULT CALLBACK
attach_when_it_is_destroyed(HWND of, UINT message, WPARAM wide, LPARAM word)
{
    LRESULT answer = CallWindowProcW(procedure, of, message, wide, word);
    if (message == WM_DESTROY)
        attached_inside = attach();
    return answer;
}

START_TEST(who_hears_of_the_loss_may_attach_at_once)
{
    ck_assert_int_eq(attach(), 0);
    procedure = (WNDPROC)SetWindowLongPtrW(of_pump, GWLP_WNDPROC, (LONG_PTR)attach_when_it_is_destroyed);
    attached_inside = 1;
    DestroyWindow(of_pump);
    ck_assert_int_eq(attached_inside, 0);
    ck_assert(it_works());
}
END_TEST

/* On another thread. */

START_TEST(a_loss_that_another_thread_declares_leaves_nothing_once_the_loop_comes_by)
{
    int answer = 1;
    ck_assert_int_eq(attach(), 0);
    end(start(lose_it, &answer));
    ck_assert_int_eq(answer, 0);
    works_again();
    ck_assert_int_eq(weir_detach(w), 0);
    ck_assert(run_until(nothing_is_left, NULL));
}
END_TEST

struct visitor {
    atomic_int attached, goes;
};

static void *
attach_and_wait(void *arg)
{
    struct visitor *visitor = arg;
    atomic_store(&visitor->attached, attach() == 0 ? 1 : -1);
    await(is_reached, &visitor->goes);
    return NULL;
}

START_TEST(a_loss_leaves_nothing_though_the_loop_never_comes_by_and_its_thread_ends)
{
    struct visitor visitor = {0, 0};
    pthread_t thread = start(attach_and_wait, &visitor);
    ck_assert(await(is_reached, &visitor.attached));
    ck_assert_int_eq(weir_host_lost(w), 0);
    atomic_store(&visitor.goes, 1);
    end(thread);
    ck_assert(await(nothing_is_left, NULL));
}
END_TEST

START_TEST(a_loss_is_survived_though_the_queue_is_full)
{
    int answer = 1;
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    import_fails(POST_MESSAGE, 1);
    end(start(lose_it, &answer));
    ck_assert_int_eq(answer, 0);
    ck_assert(run_until(nothing_is_left, NULL));
}
END_TEST

struct fire {
    pthread_t thread;
    atomic_int stop, ran, lost;
};

static void *
fire(void *arg)
{
    struct fire *it = arg;
    while (!atomic_load(&it->stop))
        weir_post(w, add_one, &it->ran);
    return NULL;
}

static void *
lose_under_fire(void *arg)
{
    struct fire *it = arg;
    atomic_store(&it->lost, weir_host_lost(w) == 0 ? 1 : -1);
    return NULL;
}

static bool
ran_or_lost(void *arg)
{
    struct fire *it = arg;
    return atomic_load(&it->ran) > 0 || atomic_load(&it->lost) != 0;
}

START_TEST(losses_on_another_thread_race_with_posts_and_turns)
{
    enum {
        ROUNDS = 50
    };
    struct fire it = {.stop = 0};
    it.thread = start(fire, &it);
    for (int round = 0; round < ROUNDS; round++) {
        ck_assert_int_eq(attach(), 0);
        atomic_store(&it.ran, 0);
        atomic_store(&it.lost, 0);
        pthread_t loser = start(lose_under_fire, &it);
        if (round % 2 == 0)
            ck_assert(run_until(ran_or_lost, &it));
        end(loser);
        ck_assert_int_eq(atomic_load(&it.lost), 1);
    }
    atomic_store(&it.stop, 1);
    end(it.thread);
    ck_assert(run_until(nothing_is_left, NULL));
}
END_TEST

START_TEST(a_window_destroyed_while_another_thread_declares_the_loss_ends_once)
{
    for (int round = 0; round < 50; round++) {
        int answer = 1;
        ck_assert_int_eq(attach(), 0);
        pthread_t loser = start(lose_it, &answer);
        for (int i = 0; i < round * 20; i++)
            YieldProcessor();
        DestroyWindow(of_pump);
        end(loser);
        ck_assert(answer == 0 || answer == WEIR_EHOST);
        ck_assert(run_until(nothing_is_left, NULL));
    }
}
END_TEST

/* A thread that ends without a detach. */

static void *
attach_and_leave(void *works)
{
    *(bool *)works = attach() == 0 && it_works();
    return NULL;
}

START_TEST(a_thread_that_ends_without_a_detach_makes_posts_answer_1)
{
    bool works = false;
    atomic_int ran = 0;
    end(start(attach_and_leave, &works));
    ck_assert(works);
    ck_assert_int_eq(weir_post(w, add_one, &ran), 1);
    ck_assert_int_eq(weir_post(w, add_one, &ran), 1);
    ck_assert_int_eq(weir_host_lost(w), 0);
    works_again();
    ck_assert(run_until(is_reached, &ran));
}
END_TEST

void
laws_of_loss(TCase *tcase)
{
    tcase_add_test(tcase, a_window_that_somebody_destroys_is_host_lost);
    tcase_add_test(tcase, a_task_that_destroys_it_ends_the_turn);
    tcase_add_test(tcase, a_loss_that_another_thread_declares_leaves_nothing_once_the_loop_comes_by);
    tcase_add_test(tcase, who_hears_of_the_loss_may_attach_at_once);
    tcase_add_test(tcase, a_loss_leaves_nothing_though_the_loop_never_comes_by_and_its_thread_ends);
    tcase_add_test(tcase, a_loss_is_survived_though_the_queue_is_full);
    tcase_add_test(tcase, losses_on_another_thread_race_with_posts_and_turns);
    tcase_add_test(tcase, a_window_destroyed_while_another_thread_declares_the_loss_ends_once);
    tcase_add_test(tcase, a_thread_that_ends_without_a_detach_makes_posts_answer_1);
}
