/* SPDX-License-Identifier: MIT */
/* Laws of messages from a work to its loop thread: tasks in its scope, in order, before its on_done, each delivered or
 * dropped once. Not of tasks in general (order.c, room.c). */
#include "works.h"

enum {
    MOST_MESSAGES = 64,
    EACH = 12 /* of several works */
};

static struct {
    int order[MOST_MESSAGES]; /* as they came */
    atomic_int delivered, dropped;
    int why;
    int delivered_at_done;
    atomic_int posted, refused;
    int64_t wait;  /* for room */
    int many;      /* that a work posts */
    bool in_scope; /* of the work */
    int lane;
} messages;

static int numbers[MOST_MESSAGES];

static void
deliver(void *arg)
{
    int at = atomic_fetch_add(&messages.delivered, 1);
    if (at < MOST_MESSAGES)
        messages.order[at] = *(int *)arg;
}

static void
drop(void *arg, int why)
{
    (void)arg;
    messages.why = why;
    add_one(&messages.dropped);
}

static void
count_at_done(struct work *work, const struct weir_job_info *info)
{
    (void)work, (void)info;
    messages.delivered_at_done = atomic_load(&messages.delivered) + atomic_load(&messages.dropped);
}

/* Posts until one is refused, or as many as it should. */
static int
post_messages(struct weir_job *self, struct work *work)
{
    int answer = 0;
    for (int i = 0; i < messages.many && !answer; i++) {
        numbers[i] = i;
        answer = weir_post_task(weir_job_weir(self),
                                &(struct weir_task){.run = deliver,
                                                    .drop = drop,
                                                    .arg = &numbers[i],
                                                    .scope = messages.in_scope ? weir_job_scope(self) : NULL,
                                                    .lane = (enum weir_lane)messages.lane,
                                                    .wait_for_room = messages.wait},
                                NULL);
        add_one(answer < 0 ? &messages.refused : &messages.posted);
        answer = answer < 0 ? answer : 0;
    }
    (void)work;
    return answer;
}

/* A weir with room for so many, and a work that posts so many. */
static struct work *
work_that_posts(uint32_t capacity, int many, body_fn *body)
{
    memset(&messages, 0, sizeof messages);
    reopen_with_capacity(capacity);
    messages.many = many;
    messages.in_scope = true;
    struct work *work = a_work(body);
    work->ask = post_messages;
    work->at_end = count_at_done;
    work->scope = a_scope();
    return work;
}

static void
delivered_in_order(int many)
{
    ck_assert_int_eq(messages.delivered, many);
    for (int i = 0; i < many; i++)
        ck_assert_int_eq(messages.order[i], i);
}

START_TEST(messages_come_in_order_and_before_on_done)
{
    struct work *work = work_that_posts(64, 40, ask_and_complete);
    start_work_as(work, work_of(work));
    if (_i)
        await_reaches(&work->returned, 1);
    run_until_done(work);
    was_answered(work, 0);
    work_completed(work);
    delivered_in_order(40);
    ck_assert_int_eq(messages.delivered_at_done, 40);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_in_the_lane_of_the_work_come_before_on_done)
{
    struct work *work = work_that_posts(64, 40, ask_and_complete);
    struct weir_work start = work_of(work);
    messages.lane = _i;
    start.job.lane = (enum weir_lane)_i;
    start_work_as(work, start);
    await_reaches(&work->returned, 1);
    run_until_done(work);
    delivered_in_order(40);
    ck_assert_int_eq(messages.delivered_at_done, 40);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_are_refused_when_the_queue_is_full)
{
    struct work *work = work_that_posts(4, 40, ask_and_complete);
    start_work_as(work, work_of(work));
    await_reaches(&work->returned, 1); /* no turn makes room */
    run_until_done(work);
    was_answered(work, WEIR_EFULL);
    ck_assert_int_ge(messages.posted, 3);
    ck_assert_int_le(messages.posted, 4);
    delivered_in_order(messages.posted);
    ck_assert_int_eq(messages.dropped, 0);
    ck_assert_int_eq(messages.delivered_at_done, messages.posted);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_wait_for_room)
{
    struct work *work = work_that_posts(2, 40, ask_and_complete);
    messages.wait = WEIR_FOREVER;
    start_work_as(work, work_of(work));
    await_waiters(1);
    run_until_done(work);
    was_answered(work, 0);
    delivered_in_order(40);
    ck_assert_int_eq(messages.delivered_at_done, 40);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_that_wait_too_long_for_room_are_refused)
{
    struct work *work = work_that_posts(2, 40, ask_and_complete);
    messages.wait = WEIR_MS(5);
    start_work_as(work, work_of(work));
    await_reaches(&work->returned, 1);
    was_answered(work, WEIR_EFULL);
    run_until_done(work);
    delivered_in_order(messages.posted);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_are_dropped_once_when_the_scope_is_cancelled)
{
    struct work *work = work_that_posts(16, 10, ask_and_complete);
    start_work_as(work, work_of(work));
    await_reaches(&work->returned, 1);
    if (_i)
        ck_assert_int_eq(weir_scope_barrier(work->scope, WEIR_FOREVER), 0);
    else
        ck_assert_int_eq(weir_scope_cancel(work->scope), 0);
    run_until_done(work);
    work_completed(work);
    ck_assert_int_eq(messages.delivered, 0);
    ck_assert_int_eq(messages.dropped, 10);
    ck_assert_int_eq(messages.why, WEIR_ECANCELLED);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_that_wait_for_room_are_refused_when_the_scope_is_cancelled)
{
    struct work *work = work_that_posts(2, 40, ask_and_answer);
    messages.wait = WEIR_FOREVER;
    start_work_as(work, work_of(work));
    await_waiters(1);
    ck_assert_int_eq(weir_scope_cancel(work->scope), 0);
    await_reaches(&work->returned, 1);
    was_answered(work, WEIR_ECANCELLED);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    ck_assert_int_eq(messages.delivered + messages.dropped, messages.posted);
    weir_scope_free(work->scope);
}
END_TEST

/* Those of no scope are delivered whatever becomes of the work. */
START_TEST(messages_of_a_work_without_a_scope_outlive_its_cancel)
{
    struct work *work = work_that_posts(16, 10, ask_and_complete);
    messages.in_scope = false;
    start_work_as(work, work_of(work));
    await_reaches(&work->returned, 1);
    cancel_work(work);
    run_until_done(work);
    delivered_in_order(10);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_that_are_left_at_close_are_delivered_or_dropped_once)
{
    struct work *work = work_that_posts(16, 10, ask_and_complete);
    start_work_as(work, work_of(work));
    await_reaches(&work->returned, 1);
    ck_assert_int_eq(weir_close(kit.w, _i ? WEIR_DRAIN : WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(messages.delivered, _i ? 10 : 0);
    ck_assert_int_eq(messages.dropped, _i ? 0 : 10);
    ck_assert_int_eq(messages.delivered_at_done, 10);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(messages_of_several_works_keep_their_own_order)
{
    int last[4];
    memset(&messages, 0, sizeof messages);
    messages.many = EACH;
    for (int i = 0; i < 4; i++) { /* one after the other, since they share their numbers */
        struct work *work = a_work(ask_and_complete);
        work->ask = post_messages;
        work->at_end = count_at_done;
        run_until_done(start_work_as(work, work_of(work)));
        last[i] = messages.delivered_at_done;
    }
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(last[i], (i + 1) * EACH);
    for (int i = 0; i < 4 * EACH; i++)
        ck_assert_int_eq(messages.order[i], i % EACH);
}
END_TEST

void
laws_of_work_messages(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work messages");
    tcase_add_loop_test(tcase, messages_come_in_order_and_before_on_done, 0, 2);
    tcase_add_loop_test(tcase, messages_in_the_lane_of_the_work_come_before_on_done, WEIR_URGENT,
                        WEIR_BACKGROUND + 1);
    tcase_add_test(tcase, messages_are_refused_when_the_queue_is_full);
    tcase_add_test(tcase, messages_wait_for_room);
    tcase_add_test(tcase, messages_that_wait_too_long_for_room_are_refused);
    tcase_add_loop_test(tcase, messages_are_dropped_once_when_the_scope_is_cancelled, 0, 2);
    tcase_add_test(tcase, messages_that_wait_for_room_are_refused_when_the_scope_is_cancelled);
    tcase_add_test(tcase, messages_of_a_work_without_a_scope_outlive_its_cancel);
    tcase_add_loop_test(tcase, messages_that_are_left_at_close_are_delivered_or_dropped_once, 0, 2);
    tcase_add_test(tcase, messages_of_several_works_keep_their_own_order);
}
