/* SPDX-License-Identifier: MIT */
/* Laws of loops that do not give the pump its messages, and of a queue that takes no more: nothing is lost, and work goes on
 * by itself as soon as it can. Not of loops that do (tests/kit). */
#include "fixture.h"

#include <limits.h>

/* Helpers. */

/* Work that takes more turns than one, and ends by itself. */
enum {
    TASKS = 200
};

static void
work(void *counter)
{
    burn(WEIR_US(200));
    add_one(counter);
}

static void
post_work(atomic_int *done)
{
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_ge(weir_post(w, work, done), 0);
}

static bool
all_is_done(void *counter)
{
    return atomic_load((atomic_int *)counter) == TASKS;
}

static uint64_t
wakes_again(void)
{
    struct weir_stats stats;
    ck_assert_int_eq(weir_stats(w, &stats), 0);
    return stats.wakes_again;
}

/* Posts until so many wakes were issued anew, of which each takes a tenth of a second. */
struct poster {
    pthread_t thread;
    uint64_t wakes;
    atomic_int posted, done, over;
};

static void *
post_now_and_then(void *arg)
{
    struct poster *poster = arg;
    while (wakes_again() < poster->wakes) {
        poster->posted += weir_post(w, add_one, &poster->done) >= 0;
        Sleep(20);
    }
    atomic_store(&poster->over, 1);
    return NULL;
}

static bool
all_posted_is_done(void *arg)
{
    struct poster *poster = arg;
    return atomic_load(&poster->done) == atomic_load(&poster->posted);
}

/* Takes what a filter lets through, as a program's loop for one window or one kind of message. */
static void
run_filtered_until_over(struct poster *poster, HWND of, UINT from, UINT to)
{
    MSG message;
    UINT_PTR timer = SetTimer(window, 1, 20, NULL); /* brings the loop back */
    while (!atomic_load(&poster->over)) {
        PostMessageW(window, WM_KEYUP, VK_F24, 0);
        if (GetMessageW(&message, of, from, to) > 0)
            DispatchMessageW(&message);
        Sleep(1);
    }
    KillTimer(window, timer);
}

static void
goes_on_after_a_filter(HWND of, UINT from, UINT to)
{
    struct poster poster = {.wakes = 3};
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    poster.thread = start(post_now_and_then, &poster);
    run_filtered_until_over(&poster, of, from, to);
    end(poster.thread);
    ck_assert_int_eq(atomic_load(&poster.done), 0);
    ck_assert(run_until(all_posted_is_done, &poster));
}

/* Loops with a filter. */

START_TEST(work_waits_for_the_end_of_a_loop_for_one_window)
{
    goes_on_after_a_filter(window, 0, 0);
}
END_TEST

START_TEST(work_waits_for_the_end_of_a_loop_for_a_range)
{
    goes_on_after_a_filter(NULL, WM_KEYFIRST, WM_KEYLAST);
}
END_TEST

START_TEST(a_host_that_does_not_look_finds_few_messages_of_ours)
{
    struct poster poster = {.wakes = 30};
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    int before = import_count(POST_MESSAGE);
    poster.thread = start(post_now_and_then, &poster);
    ck_assert(await(is_reached, &poster.over));
    end(poster.thread);
    ck_assert_int_le(import_count(POST_MESSAGE) - before, 10); /* of 31 */
    ck_assert(run_until(all_posted_is_done, &poster));
}
END_TEST

static bool
few_are_sent(void *before)
{
    return import_count(POST_MESSAGE) - *(int *)before >= 8;
}

START_TEST(a_wake_that_is_not_sent_since_many_messages_of_the_timer_wait_brings_a_turn)
{
    atomic_int ran = 0, ran_late = 0;
    struct weir_task task = {.run = add_one, .arg = &ran_late, .delay = WEIR_S(3600)};
    timers_ring_each(WEIR_MS(20));
    ck_assert_int_eq(attach(), 0);
    ck_assert_int_eq(weir_post_task(w, &task, NULL), 0);
    ck_assert(it_works());
    int before = import_count(POST_MESSAGE);
    ck_assert(await(few_are_sent, &before)); /* the host does not look */
    Sleep(50);
    ck_assert_int_eq(weir_post(w, add_one, &ran), 0);
    ck_assert(run_until(is_reached, &ran)); /* and nobody posts again */
    ck_assert_int_eq(ran_late, 0);
}
END_TEST

/* Loops that drop what they take. */

/* As a progress dialog that lets nothing through but paint. How many of ours it has dropped. */
static int
drop_all_that_waits(void)
{
    int dropped = 0;
    MSG message;
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
        if (message.message == WM_PAINT)
            DispatchMessageW(&message);
        else
            dropped += message.hwnd == of_pump;
        ck_assert_int_lt(dropped, 10000); /* it comes to an end */
    }
    return dropped;
}

static bool
drops_one(void *dropped)
{
    return (*(int *)dropped += drop_all_that_waits()) > 0;
}

static void
drop_for(int64_t duration)
{
    for (int64_t until = weir_now() + duration; weir_now() < until; Sleep(1)) {
        PostMessageW(window, WM_NULL, 0, 0);
        InvalidateRect(window, NULL, TRUE);
        drop_all_that_waits();
    }
}

/* The host goes on with something of its own, and nobody posts. */
static bool
all_is_done_by_itself(atomic_int *done)
{
    UINT_PTR timer = SetTimer(window, 1, 20, NULL);
    bool done_all = run_until(all_is_done, done);
    KillTimer(window, timer);
    return done_all;
}

START_TEST(after_a_loop_that_dropped_the_wake_work_goes_on_by_itself)
{
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    post_work(&done);
    uint64_t before = wakes_again();
    drop_for(WEIR_MS(100));
    ck_assert_int_eq(atomic_load(&done), 0);
    ck_assert(all_is_done_by_itself(&done));
    ck_assert_uint_eq(wakes_again(), before);
}
END_TEST

START_TEST(after_a_loop_that_dropped_messages_in_the_middle_work_goes_on_by_itself)
{
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    post_work(&done);
    ck_assert(run_until(is_reached, &done));
    int before = atomic_load(&done);
    drop_for(WEIR_MS(100));
    ck_assert_int_eq(atomic_load(&done), before);
    ck_assert_int_lt(before, TASKS);
    ck_assert(all_is_done_by_itself(&done));
}
END_TEST

START_TEST(where_the_host_takes_nothing_else_the_next_post_brings_back_a_dropped_wake)
{
    struct poster poster = {.wakes = 1};
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    drop_all_that_waits();
    ck_assert_int_eq(weir_post(w, add_one, &poster.done), 0);
    poster.posted++;
    ck_assert_int_eq(drop_all_that_waits(), 1);
    poster.thread = start(post_now_and_then, &poster);
    ck_assert(await(is_reached, &poster.over));
    end(poster.thread);
    ck_assert(run_until(all_posted_is_done, &poster));
}
END_TEST

START_TEST(work_under_way_whose_message_was_dropped_goes_on_though_the_host_takes_nothing_else)
{
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    post_work(&done);
    ck_assert(run_until(is_reached, &done));
    int dropped = 0;
    ck_assert(await(drops_one, &dropped));
    ck_assert_int_lt(atomic_load(&done), TASKS);
    ck_assert(run_until(all_is_done, &done));
}
END_TEST

START_TEST(a_message_that_is_only_looked_at_does_not_count_as_dropped)
{
    MSG message;
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    atomic_int done = 0;
    ck_assert_int_eq(weir_post(w, add_one, &done), 0);
    int before = import_count(POST_MESSAGE);
    for (int64_t until = weir_now() + WEIR_MS(100); weir_now() < until;) {
        ck_assert(PeekMessageW(&message, of_pump, 0, 0, PM_NOREMOVE));
        PostMessageW(window, WM_NULL, 0, 0);
        PeekMessageW(&message, window, 0, 0, PM_REMOVE);
    }
    ck_assert_int_le(import_count(POST_MESSAGE), before + 1); /* of the timer, if the turn before took long */
    ck_assert(run_until(is_reached, &done));
}
END_TEST

/* A hook that comes before ours and lets nobody else see a message. */

static LRESULT CALLBACK
keep_to_itself(int code, WPARAM removed, LPARAM message)
{
    (void)code, (void)removed, (void)message;
    return 0;
}

START_TEST(a_hook_that_keeps_all_messages_to_itself_keeps_no_turn)
{
    ck_assert_int_eq(attach(), 0);
    HHOOK hook = SetWindowsHookExW(WH_GETMESSAGE, keep_to_itself, NULL, GetCurrentThreadId());
    ck_assert_ptr_nonnull(hook);
    for (int i = 0; i < 100; i++)
        ck_assert(it_works());
    UnhookWindowsHookEx(hook);
}
END_TEST

/* Loops that end when there is no message. */

/* As a game, or a view that draws when it has nothing else to do: how often it came to draw. */
static int
draw_until_all_is_done(atomic_int *done)
{
    int drawn = 0;
    MSG message;
    for (int64_t limit = weir_now() + WEIR_S(30); !all_is_done(done) && weir_now() < limit; drawn++)
        while (!all_is_done(done) && PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageW(&message);
    return drawn;
}

START_TEST(a_loop_that_first_takes_all_messages_comes_to_its_end_while_work_is_left)
{
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    post_work(&done);
    ck_assert_int_ge(draw_until_all_is_done(&done), 2);
    ck_assert_int_eq(atomic_load(&done), TASKS);
}
END_TEST

/* A timer that is early. */

START_TEST(a_timer_that_rings_too_soon_is_set_again)
{
    atomic_int ran = 0;
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    timers_ring_early(WEIR_MS(5));
    struct weir_task task = {.run = add_one, .arg = &ran, .delay = WEIR_MS(20)};
    ck_assert_int_eq(weir_post_task(w, &task, NULL), 0);
    ck_assert(run_until(is_reached, &ran)); /* nothing but its own time brings it */
}
END_TEST

/* A queue that takes no more. */

START_TEST(while_the_queue_is_full_posts_answer_1_and_the_next_tries_again)
{
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    import_fails(POST_MESSAGE, INT_MAX);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(weir_post(w, add_one, &done), 1);
    import_fails(POST_MESSAGE, 0);
    ck_assert_int_eq(atomic_load(&done), 0);
    ck_assert_int_eq(weir_post(w, add_one, &done), 0);
    ck_assert(run_until(is_reached, &done));
    ck_assert_int_eq(atomic_load(&done), 21);
}
END_TEST

static bool
is_past(void *time)
{
    return weir_now() > *(int64_t *)time;
}

static void
fill_the_queue(void *counter)
{
    import_fails(POST_MESSAGE, INT_MAX);
    work(counter);
}

/* As long as several turns would take. */
static void
find_the_queue_full(atomic_int *done)
{
    ck_assert_int_eq(weir_post(w, fill_the_queue, done), 0);
    for (int i = 1; i < TASKS; i++)
        ck_assert_int_ge(weir_post(w, work, done), 0);
    ck_assert(run_until(is_reached, done));
    int64_t until = weir_now() + WEIR_MS(50);
    ck_assert(run_until(is_past, &until));
    ck_assert_int_lt(atomic_load(done), TASKS);
}

START_TEST(work_under_way_when_the_queue_is_full_goes_on_by_itself_when_it_is_not)
{
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    find_the_queue_full(&done);
    import_fails(POST_MESSAGE, 0);
    ck_assert(run_until(all_is_done, &done));
}
END_TEST

START_TEST(when_the_queue_has_room_again_the_host_s_next_message_is_enough)
{
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    ck_assert(it_works());
    import_fails(SET_TIMER, INT_MAX); /* no other can help */
    find_the_queue_full(&done);
    import_fails(POST_MESSAGE, 0);
    ck_assert(all_is_done_by_itself(&done));
}
END_TEST

/* More weirs than one. */

static struct weir *
attach_another(void)
{
    struct weir *other;
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    ck_assert_int_eq(weir_win32_attach(other, NULL), 0);
    return other;
}

static void
end_other(struct weir *other)
{
    ck_assert_int_eq(weir_close(other, WEIR_DROP, 0), 0);
    weir_free(other);
}

START_TEST(a_loop_that_drops_the_messages_of_two_comes_to_an_end)
{
    struct weir *other = attach_another();
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    post_work(&done);
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_ge(weir_post(other, work, &done), 0);
    ck_assert(run_until(is_reached, &done));
    drop_for(WEIR_MS(50));
    end_other(other);
}
END_TEST

START_TEST(the_hook_of_a_thread_outlives_the_weir_that_set_it)
{
    struct weir *other = attach_another();
    atomic_int done = 0;
    ck_assert_int_eq(attach(), 0);
    ck_assert_int_eq(import_count(SET_HOOK), 1);
    end_other(other);
    ck_assert(it_works());
    post_work(&done);
    drop_all_that_waits();
    ck_assert(all_is_done_by_itself(&done));
}
END_TEST

void
laws_of_loops(TCase *tcase)
{
    tcase_add_test(tcase, work_waits_for_the_end_of_a_loop_for_one_window);
    tcase_add_test(tcase, work_waits_for_the_end_of_a_loop_for_a_range);
    tcase_add_test(tcase, a_host_that_does_not_look_finds_few_messages_of_ours);
    tcase_add_test(tcase, a_wake_that_is_not_sent_since_many_messages_of_the_timer_wait_brings_a_turn);
    tcase_add_test(tcase, after_a_loop_that_dropped_the_wake_work_goes_on_by_itself);
    tcase_add_test(tcase, after_a_loop_that_dropped_messages_in_the_middle_work_goes_on_by_itself);
    tcase_add_test(tcase, where_the_host_takes_nothing_else_the_next_post_brings_back_a_dropped_wake);
    tcase_add_test(tcase,
                   work_under_way_whose_message_was_dropped_goes_on_though_the_host_takes_nothing_else);
    tcase_add_test(tcase, a_message_that_is_only_looked_at_does_not_count_as_dropped);
    tcase_add_test(tcase, a_hook_that_keeps_all_messages_to_itself_keeps_no_turn);
    tcase_add_test(tcase, a_loop_that_first_takes_all_messages_comes_to_its_end_while_work_is_left);
    tcase_add_test(tcase, a_timer_that_rings_too_soon_is_set_again);
    tcase_add_test(tcase, while_the_queue_is_full_posts_answer_1_and_the_next_tries_again);
    tcase_add_test(tcase, work_under_way_when_the_queue_is_full_goes_on_by_itself_when_it_is_not);
    tcase_add_test(tcase, when_the_queue_has_room_again_the_host_s_next_message_is_enough);
    tcase_add_test(tcase, a_loop_that_drops_the_messages_of_two_comes_to_an_end);
    tcase_add_test(tcase, the_hook_of_a_thread_outlives_the_weir_that_set_it);
}
