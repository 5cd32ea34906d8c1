/* SPDX-License-Identifier: MIT */
/* The InfoQueue of TouchDesigner's ThreadManager, and progress from a worker: what a thread says while it works. In weir a
 * message is a task in the scope of the work. Not the threads (touchdesigner_threads.c). */
#include "touchdesigner.h"

enum {
    ROOM = 16, /* messages that may wait */
    MESSAGES = 400
};

/* Messages are numbers from 1 on. What became of each, in the order in which it came. */
static int delivered, dropped, dropped_why;
static int accepted, refused;
static struct note sender;
static struct weir_scope *scope;

static void
comes_next(const int *message)
{
    ck_assert(weir_on_loop_thread(w));
    ck_assert_int_eq(sender.ends, 0);
    ck_assert_int_eq(*message, delivered + dropped + 1);
}

static void
deliver(void *message)
{
    comes_next(message);
    delivered++;
}

static void
drop(void *message, int why)
{
    comes_next(message);
    dropped++;
    dropped_why = why;
}

static int
send_message(struct weir_job *job, int number, int64_t wait_for_room)
{
    static int numbers[MESSAGES + 1];
    numbers[number] = number;
    const struct weir_task message = {.run = deliver,
                                      .arg = &numbers[number],
                                      .drop = drop,
                                      .scope = weir_job_scope(job),
                                      .wait_for_room = wait_for_room};
    return weir_post_task(weir_job_weir(job), &message, NULL);
}

static void
start_sender(weir_step_fn *step)
{
    struct weir_work work;
    delivered = dropped = dropped_why = accepted = refused = 0;
    sender = (struct note){0};
    renew(&(struct weir_options){.capacity = ROOM});
    scope = new_scope(NULL, "sender");
    work = works(step, &sender);
    work.job.scope = scope;
    must_work(&work);
}

static int
sends_all(struct weir_job *job, void *note)
{
    note_work(note);
    for (accepted = 0; accepted < MESSAGES; accepted++)
        if (send_message(job, accepted + 1, WEIR_FOREVER))
            return weir_fail(job, "message %d was refused", accepted + 1);
    return weir_done(job, NULL);
}

/* Row: InfoQueue, in order, each once, and all before the SuccessHook. */
START_TEST(messages_of_the_InfoQueue_come_in_order_each_once_before_the_task_is_done)
{
    start_sender(sends_all);
    run_until_ended(&sender); /* comes_next saw the order, and that on_done comes after */
    ended(&sender, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(delivered, MESSAGES);
    ck_assert_int_eq(dropped, 0);
    weir_scope_free(scope);
}
END_TEST

/* Until it is full; then once more, waiting for room. */
static int
sends_until_full_and_waits(struct weir_job *job, void *note)
{
    int answer;
    note_work(note);
    while (!(answer = send_message(job, accepted + 1, 0)))
        accepted++;
    refused = answer;
    answer = send_message(job, accepted + 1, WEIR_FOREVER);
    if (!answer)
        accepted++;
    return answer ? answer : weir_done(job, NULL);
}

/* Row: InfoQueue, which is bounded here: full refuses or waits, as asked. */
START_TEST(a_full_InfoQueue_refuses_or_waits_as_asked)
{
    start_sender(sends_until_full_and_waits);
    await_waiters(1);
    ck_assert_uint_eq(load().depth[1], ROOM);
    ck_assert_int_eq(delivered, 0);
    run_until_ended(&sender);
    ck_assert_int_eq(refused, WEIR_EFULL);
    ck_assert_int_eq(accepted, ROOM + 1);
    ck_assert_int_eq(delivered, ROOM + 1);
    ck_assert_int_eq(dropped, 0);
    weir_scope_free(scope);
}
END_TEST

static void
all_dropped_once(int why)
{
    ck_assert_int_eq(refused, WEIR_EFULL);
    ck_assert_int_eq(delivered, 0);
    ck_assert_int_eq(dropped, accepted);
    ck_assert_str_eq(weir_error_name(dropped_why), weir_error_name(why));
}

/* Row: InfoQueue: with its scope what waits in it is dropped, each once, and nobody waits for room any more. */
START_TEST(an_InfoQueue_ends_with_its_scope)
{
    start_sender(sends_until_full_and_waits);
    await_waiters(1);
    weir_scope_free(scope);
    run_until_ended(&sender);
    all_dropped_once(WEIR_ECANCELLED);
    if (accepted > ROOM) /* the room that the first drops made came before the look at the scope */
        ended(&sender, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    else
        ended(&sender, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

/* Row: InfoQueue: likewise with the weir. */
START_TEST(an_InfoQueue_ends_with_its_weir)
{
    start_sender(sends_until_full_and_waits);
    await_waiters(1);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, WEIR_FOREVER), 0);
    all_dropped_once(WEIR_ECLOSED);
    ck_assert_int_eq(accepted, ROOM);
    ended(&sender, WEIR_JOB_CANCELLED, WEIR_ECLOSED, WEIR_JOB_AT_CLOSE);
    weir_scope_free(scope);
}
END_TEST

static int
tells_progress(struct weir_job *job, void *note)
{
    note_work(note);
    if (weir_job_progress(job, 50, 100, "half") || weir_job_progress(job, 40, 100, "less") != WEIR_EINVAL)
        return weir_fail(job, "a wrong answer");
    pass_gate();
    return weir_done(job, NULL);
}

static bool
is_half(void *note)
{
    return look(((const struct note *)note)->id).done == 50;
}

/* Row: progress, SetProgressSafe from a worker. */
START_TEST(progress_from_a_worker_is_seen_while_it_works)
{
    struct note note = {0};
    struct weir_job_info info;
    char text[128];
    start_work(tells_progress, &note);
    run_until(is_half, &note);
    ck_assert_int_eq(weir_job_get(w, note.id, &info, text, sizeof text), 0);
    ck_assert_int_eq(info.status, WEIR_JOB_RUNNING);
    ck_assert_int_eq(info.total, 100);
    ck_assert_str_eq(info.progress_text, "half");
    open_gate();
    run_until_ended(&note);
    ended(&note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
}
END_TEST

void
laws_of_info_queue(Suite *suite)
{
    TCase *rows = works_case(suite, "InfoQueue");
    tcase_add_test(rows, messages_of_the_InfoQueue_come_in_order_each_once_before_the_task_is_done);
    tcase_add_test(rows, a_full_InfoQueue_refuses_or_waits_as_asked);
    tcase_add_test(rows, an_InfoQueue_ends_with_its_scope);
    tcase_add_test(rows, an_InfoQueue_ends_with_its_weir);
    tcase_add_test(rows, progress_from_a_worker_is_seen_while_it_works);
}
