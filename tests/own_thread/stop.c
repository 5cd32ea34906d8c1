/* SPDX-License-Identifier: MIT */
/* Laws of the stop of a weir's own thread, and of a thread that has ended by itself. Not of its start (start.c). */
#include "executor/executor.h"

#include "fixture.h"

enum {
    QUEUED = 50
};

/* Helpers. */

static void
stop_is(int answer, enum weir_close_how how, int64_t timeout)
{
    ck_assert_int_eq(weir_thread_stop(own, how, timeout), answer);
    if (!answer)
        own = NULL;
}

static void
is_closed(void)
{
    ck_assert_int_eq(weir_post(w, add_one, &ran), WEIR_ECLOSED);
}

/* The thread is held until it is asked to stop; behind that task wait others. */
static void
queue_some(void)
{
    post(until_stopped, NULL);
    for (int i = 0; i < QUEUED; i++)
        post(add_one, &ran);
}

/* Stop. */

START_TEST(stop_drain_runs_what_is_queued)
{
    queue_some();
    stop_is(0, WEIR_DRAIN, WEIR_FOREVER);
    ck_assert_int_eq(ran, QUEUED);
    ck_assert_int_eq(dropped, 0);
    is_closed();
}
END_TEST

START_TEST(stop_drop_ends_after_the_task_that_runs_and_drops_the_rest)
{
    struct weir_options one = {.name = "one", .budget = {.tasks = 1}};
    all_is_over();
    ck_assert_int_eq(weir_new(&w, &one), 0);
    ck_assert_int_eq(weir_thread_start(&own, w), 0);
    queue_some();
    stop_is(0, WEIR_DROP, WEIR_FOREVER);
    ck_assert_int_eq(ran, 0);
    ck_assert_int_eq(dropped, QUEUED);
    is_closed();
}
END_TEST

START_TEST(stop_drain_without_time_drops_all_that_has_not_begun)
{
    struct weir_task late = {.run = add_one, .arg = &ran, .drop = count_drop, .delay = WEIR_S(3600)};
    ck_assert_int_eq(weir_post_task(w, &late, NULL), 0);
    stop_is(0, WEIR_DRAIN, 0);
    ck_assert_int_eq(ran, 0);
    ck_assert_int_eq(dropped, 1);
}
END_TEST

static void
post_again(void *unused)
{
    struct weir_task task = {.run = post_again, .drop = count_drop};
    (void)unused;
    add_one(&ran);
    weir_post_task(w, &task, NULL);
}

START_TEST(work_without_an_end_does_not_keep_a_stop_waiting)
{
    post(post_again, NULL);
    ck_assert(await(is_reached, &ran));
    stop_is(0, WEIR_DROP, WEIR_FOREVER);
    ck_assert_int_eq(dropped, 1);
}
END_TEST

START_TEST(stop_times_out_on_a_post_under_way_and_may_be_called_again)
{
    struct ring *ring = &w->lanes.lane[1].ring;
    struct entry entry = {.run = add_one, .arg = &ran};
    uint64_t pos;
    ck_assert_int_eq(ring_claim(ring, &pos), 0); /* as a producer that sleeps right here */
    stop_is(WEIR_ETIMEOUT, WEIR_DROP, 0);
    stop_is(WEIR_ETIMEOUT, WEIR_DROP, WEIR_MS(1));
    is_closed();
    ring_publish(ring, pos, &entry, CELL_READY);
    stop_is(0, WEIR_DROP, WEIR_FOREVER);
    ck_assert_int_eq(ran, 0);
}
END_TEST

static void
stop_here(void *answer)
{
    *(int *)answer = weir_thread_stop(own, WEIR_DROP, WEIR_FOREVER);
}

START_TEST(stop_on_that_thread_is_EDEADLK_and_changes_nothing)
{
    int answer = 0;
    ck_assert_int_eq(weir_call(w, stop_here, &answer, WEIR_FOREVER), 0);
    ck_assert_int_eq(answer, WEIR_EDEADLK);
    ck_assert_int_eq(weir_call(w, add_one, &ran, WEIR_FOREVER), 0);
}
END_TEST

/* The thread waits for a task of this weir, on the thread of the law. */
static struct weir *beside;

static void
stop_from_beside(void *answer)
{
    atomic_store((atomic_int *)answer, weir_thread_stop(own, WEIR_DROP, WEIR_FOREVER));
}

static void
have_it_stopped_from_beside(void *answer)
{
    weir_call(beside, stop_from_beside, answer, WEIR_FOREVER);
    add_one(&ran);
}

static bool
is_told_beside(void *answer)
{
    ck_assert_int_ge(weir_turn(beside, NULL, NULL), 0);
    return atomic_load((atomic_int *)answer) != 1;
}

START_TEST(stop_inside_a_task_that_the_thread_waits_for_is_EDEADLK_and_changes_nothing)
{
    static atomic_int answer;
    answer = 1;
    ck_assert_int_eq(weir_new(&beside, NULL), 0);
    ck_assert_int_eq(weir_attach(beside, NULL, NULL), 0);
    post(have_it_stopped_from_beside, &answer);
    ck_assert(await(is_told_beside, &answer));
    ck_assert_int_eq(answer, WEIR_EDEADLK);
    ck_assert(await(is_reached, &ran));
    ck_assert_int_eq(weir_call(w, add_one, &ran, WEIR_FOREVER), 0);
    ck_assert_int_eq(weir_close(beside, WEIR_DROP, WEIR_FOREVER), 0);
    weir_free(beside);
}
END_TEST

START_TEST(stop_refuses_what_it_does_not_know_and_ignores_NULL)
{
    stop_is(WEIR_EINVAL, (enum weir_close_how)0, 0);
    stop_is(WEIR_EINVAL, (enum weir_close_how)3, 0);
    stop_is(WEIR_EINVAL, WEIR_DROP, -1);
    ck_assert_int_eq(weir_thread_stop(NULL, WEIR_DROP, 0), 0);
    ck_assert_int_eq(weir_call(w, add_one, &ran, WEIR_FOREVER), 0);
}
END_TEST

/* A thread that has ended by itself. */

static void
close_here(void *answer)
{
    *(int *)answer = weir_close(w, WEIR_DRAIN, WEIR_FOREVER);
}

START_TEST(a_weir_that_a_task_closed_has_ended_its_thread_which_stop_joins)
{
    int answer = 0;
    ck_assert_int_eq(weir_call(w, close_here, &answer, WEIR_FOREVER), 0);
    ck_assert_int_eq(answer, 1);
    stop_is(0, WEIR_DROP, WEIR_FOREVER);
    is_closed();
}
END_TEST

static void
detach_here(void *unused)
{
    (void)unused;
    ck_assert_int_eq(weir_detach(w), 0);
    add_one(&ran);
}

START_TEST(a_weir_that_a_task_detached_has_ended_its_thread_and_goes_on_elsewhere)
{
    post(detach_here, NULL);
    post(add_one, &ran);
    ck_assert(await(is_reached, &ran));
    stop_is(0, WEIR_DROP, WEIR_FOREVER);
    ck_assert_int_eq(ran, 1);
    ck_assert_int_eq(weir_attach(w, NULL, NULL), 0);
    ck_assert_int_eq(weir_turn(w, NULL, NULL), 1);
    ck_assert_int_eq(ran, 2);
}
END_TEST

START_TEST(a_thread_whose_loss_is_declared_ends_and_the_weir_may_be_closed_at_once)
{
    ck_assert_int_eq(weir_host_lost(w), 0);
    stop_is(0, WEIR_DROP, WEIR_FOREVER);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
}
END_TEST

/* All of it, again and again. */

static void *
keep_posting(void *accepted)
{
    struct weir_task task = {.run = add_one, .arg = &ran, .drop = count_drop};
    int result = 0;
    while (result != WEIR_ECLOSED) {
        result = weir_post_task(w, &task, NULL);
        if (result >= 0)
            add_one(accepted);
    }
    return NULL;
}

START_TEST(each_task_ends_once_though_posts_race_with_the_stop)
{
    static atomic_int accepted;
    all_is_over();
    for (int round = 0; round < 20; round++) {
        ran = dropped = accepted = 0;
        ck_assert_int_eq(weir_new(&w, NULL), 0);
        ck_assert_int_eq(weir_thread_start(&own, w), 0);
        pthread_t posters[2] = {start(keep_posting, &accepted), start(keep_posting, &accepted)};
        ck_assert(await(is_reached, &ran));
        stop_is(0, round % 2 ? WEIR_DROP : WEIR_DRAIN, WEIR_FOREVER);
        end(posters[0]);
        end(posters[1]);
        weir_free(w);
        ck_assert_int_eq(ran + dropped, accepted);
    }
    w = NULL;
}
END_TEST

START_TEST(no_thread_is_left)
{
    int threads = threads_now();
    if (threads < 0) {
        not_applicable(__func__, "this system", "it does not tell how many threads there are");
        return;
    }
    all_is_over();
    threads_become(threads - 1);
}
END_TEST

/* Fork. */

static int
child_with_fork_child(void)
{
    if (weir_fork_child(w, WEIR_FORK_KEEP) != WEIR_ESYSTEM)
        return 1;
    if (weir_thread_stop(own, WEIR_DROP, WEIR_FOREVER) != 0)
        return 2;
    if (weir_attach(w, NULL, NULL) != 0 || weir_turn(w, NULL, NULL) != 1 || ran != 1)
        return 3;
    if (weir_close(w, WEIR_DROP, WEIR_FOREVER) != 0)
        return 4;
    weir_free(w);
    return 0;
}

static int
child_without_fork_child(void)
{
    if (weir_thread_stop(own, WEIR_DROP, WEIR_FOREVER) != 0)
        return 1;
    return weir_fork_child(w, WEIR_FORK_KEEP) == WEIR_ESYSTEM ? 0
                                                              : 2; /* late, but its pump was still there */
}

static atomic_int is_held;

static void
hold(void *unused)
{
    add_one(&is_held);
    until_stopped(unused);
}

START_TEST(a_forked_child_has_no_thread_and_lets_go_of_it)
{
    if (!system_forks()) {
        not_applicable(__func__, "this system", "it has no fork");
        return;
    }
    is_held = 0;
    post(hold, NULL);
    ck_assert(await(is_reached, &is_held));
    post(add_one, &ran);
    mutex_lock(&own->loop.lock); /* as by a thread that wakes it, and that the child does not have */
    int ended = forked_child(_i ? child_with_fork_child : child_without_fork_child);
    mutex_unlock(&own->loop.lock);
    ck_assert_int_eq(ended, 0);
    ck_assert_int_eq(ran, 0);
    stop_is(0, WEIR_DRAIN, WEIR_FOREVER);
    ck_assert_int_eq(ran, 1);
}
END_TEST

void
laws_of_stop(Suite *suite)
{
    TCase *tcase = own_case(suite, "stop");
    tcase_add_test(tcase, stop_drain_runs_what_is_queued);
    tcase_add_test(tcase, stop_drop_ends_after_the_task_that_runs_and_drops_the_rest);
    tcase_add_test(tcase, stop_drain_without_time_drops_all_that_has_not_begun);
    tcase_add_test(tcase, work_without_an_end_does_not_keep_a_stop_waiting);
    tcase_add_test(tcase, stop_times_out_on_a_post_under_way_and_may_be_called_again);
    tcase_add_test(tcase, stop_on_that_thread_is_EDEADLK_and_changes_nothing);
    tcase_add_test(tcase, stop_inside_a_task_that_the_thread_waits_for_is_EDEADLK_and_changes_nothing);
    tcase_add_test(tcase, stop_refuses_what_it_does_not_know_and_ignores_NULL);
    tcase_add_test(tcase, a_weir_that_a_task_closed_has_ended_its_thread_which_stop_joins);
    tcase_add_test(tcase, a_weir_that_a_task_detached_has_ended_its_thread_and_goes_on_elsewhere);
    tcase_add_test(tcase, a_thread_whose_loss_is_declared_ends_and_the_weir_may_be_closed_at_once);
    tcase_add_test(tcase, each_task_ends_once_though_posts_race_with_the_stop);
    tcase_add_test(tcase, no_thread_is_left);
    tcase_add_loop_test(tcase, a_forked_child_has_no_thread_and_lets_go_of_it, 0, 2);
}
