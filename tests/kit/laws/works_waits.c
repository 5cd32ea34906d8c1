/* SPDX-License-Identifier: MIT */
/* Laws of works that wait for works and jobs: another thread takes their place. Not of waits that would never end
 * (works_deadlocks.c), nor of what ends a wait from outside (works_stops.c). */
#include "works.h"

/* Plain waits. */

START_TEST(a_work_waits_for_a_job_of_the_loop)
{
    struct job *job = settled(start(sleep_long));
    struct work *work = a_waiting(NULL);
    work->number = job->id;
    begun(start_work_as(work, work_of(work)));
    run_for(WEIR_MS(5));
    ck_assert_int_eq(work->returned, 0);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), 0);
    run_until_done(work);
    was_answered(work, 0);
    ck_assert_int_eq(job->dones, 1);
}
END_TEST

START_TEST(a_work_waits_for_one_that_runs)
{
    struct work *other = begun(start_work(stay)), *work = begun(start_waiting(other));
    run_for(WEIR_MS(5));
    ck_assert_int_eq(work->returned, 0);
    let_go(other);
    run_until_done(work);
    was_answered(work, 0);
    ck_assert_int_lt(other->place, work->place);
}
END_TEST

START_TEST(a_work_that_waits_for_one_that_has_ended_goes_on)
{
    struct work *other = start_work(return_at_once);
    run_until_done(other);
    struct work *work = start_waiting(other);
    await_reaches(&work->returned, 1); /* no turn */
    was_answered(work, 0);
    run_until_done(work);
}
END_TEST

static int
wait_a_moment(struct weir_job *self, struct work *work)
{
    (void)self;
    return weir_job_wait(kit.w, work->other->id, work->number);
}

START_TEST(a_work_that_waits_too_long_is_told)
{
    struct work *other = begun(start_dedicated(stay)), *work = a_waiting(other);
    work->ask = wait_a_moment;
    work->number = _i * WEIR_MS(3);
    start_work_as(work, work_of(work));
    await_reaches(&work->returned, 1);
    was_answered(work, WEIR_ETIMEOUT);
    let_go(other);
    run_until_all_done();
}
END_TEST

/* Looks again and again whether the job of its number has ended, as long as the answer is that it has not. */
static int
poll_the_job(struct weir_job *self, struct work *work)
{
    int answer;
    (void)self;
    while ((answer = weir_job_wait(kit.w, work->number, 0)) == WEIR_ETIMEOUT && !atomic_load(&works_over)) {
        add_one(&work->asked);
        pause_a_little();
    }
    return answer;
}

static struct work *
start_polling(struct job *job, struct weir_scope *scope)
{
    struct work *work = a_work(ask_and_answer);
    work->ask = poll_the_job;
    work->number = job->id;
    work->scope = scope;
    return start_work_as(work, work_of(work));
}

START_TEST(a_work_that_only_looks_takes_no_thread_though_others_are_queued)
{
    one_thread();
    struct job *job = settled(start(sleep_long));
    struct work *work = start_polling(job, NULL), *queued = NULL;
    await_reaches(&work->asked, 1);
    for (int i = 0; i < 100; i++) /* some while it looks */
        queued = start_work(return_at_once);
    if (_i)
        given.threads_left = 0;
    await_reaches(&work->asked, work->asked + 20);
    ck_assert_int_eq(given.started, 1);
    ck_assert_int_eq(work->returned + queued->begun, 0);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), 0);
    run_until_all_done();
    was_answered(work, 0);
    work_completed(queued);
}
END_TEST

enum {
    BY_CANCEL,
    BY_SCOPE,
    BY_LOSS,
    BY_FREE,
    STOPS
};

START_TEST(a_work_that_only_looks_is_told_that_it_is_to_stop)
{
    struct job *job = settled(start(sleep_long));
    struct weir_scope *scope = a_scope();
    struct work *work = start_polling(job, scope);
    await_reaches(&work->asked, 1);
    if (_i == BY_CANCEL)
        cancel_work(work);
    else if (_i == BY_SCOPE)
        ck_assert_int_eq(weir_scope_cancel(scope), 0);
    else if (_i == BY_LOSS)
        lose_the_host();
    else
        ck_assert_int_eq(weir_workers_free(workers, LIMIT), 0);
    if (_i == BY_FREE)
        workers = NULL;
    await_reaches(&work->returned, 1);
    was_answered(work, _i == BY_LOSS ? WEIR_EHOST : WEIR_ECANCELLED);
    weir_scope_free(scope);
}
END_TEST

static void *
wait_outside(void *work)
{
    struct work *waits = work;
    atomic_store(&waits->answer, weir_job_wait(kit.w, waits->id, WEIR_FOREVER));
    return NULL;
}

START_TEST(any_other_thread_waits_for_a_work_too)
{
    struct work *work = begun(start_work(stay));
    pthread_t thread = kit_thread(wait_outside, work);
    run_for(WEIR_MS(5));
    ck_assert_int_eq(work->answer, 1);
    let_go(work);
    run_until_done(work);
    kit_join(thread);
    was_answered(work, 0);
    ck_assert_int_eq(weir_job_wait(kit.w, work->id, WEIR_FOREVER), 0);
}
END_TEST

/* In the place of who waits. */

START_TEST(a_work_that_waits_for_a_queued_one_gives_its_place_away)
{
    one_thread();
    struct work *work = a_work(stay_and_ask), *before, *other;
    work->ask = wait_for_other;
    begun(start_work_as(work, work_of(work)));
    before = start_work(return_at_once);
    other = start_work(stay);
    work->other = other;
    ck_assert_int_eq(before->begun + other->begun, 0);
    let_go(work);
    begun(other);
    ck_assert_int_eq(before->begun, 1);
    ck_assert_int_eq(work->returned, 0);
    let_go(other);
    run_until_all_done();
    was_answered(work, 0);
    ck_assert_int_lt(other->place, work->place);
    ck_assert_int_eq(given.started, 2);
}
END_TEST

static bool
one_thread_is_alive(void *unused)
{
    (void)unused;
    return given.alive <= 1;
}

/* Waits for its other, and stays until the law says go once more. */
static int
wait_and_stay(struct weir_job *self, struct work *work)
{
    stay_and_ask(self, work);
    while (atomic_load(&work->go) < 2 && !atomic_load(&works_over))
        pause_a_little();
    return weir_done(self, NULL);
}

static bool
has_waited(void *work)
{
    return atomic_load(&((struct work *)work)->answer) == 0;
}

START_TEST(threads_in_the_place_of_others_leave_when_they_are_not_needed)
{
    one_thread();
    for (int i = 0; i < 5; i++) {
        struct work *work = a_work(wait_and_stay);
        work->ask = wait_for_other;
        begun(start_work_as(work, work_of(work)));
        work->other = start_work(return_at_once);
        let_go(work);
        run_until(has_waited, work);
        await(one_thread_is_alive, NULL); /* while who waited goes on */
        ck_assert_int_eq(work->returned, 0);
        let_go(work);
        run_until_all_done();
    }
}
END_TEST

/* So many works, each of which starts the next and waits for it. */
static void
make_a_chain(int length)
{
    one_thread();
    for (int i = 0; i < length; i++)
        a_work(i < length - 1 ? ask_and_complete : return_at_once)->ask = start_and_wait_for_other;
    for (int i = 0; i < length - 1; i++)
        works[i].other = &works[i + 1];
    start_work_as(&works[0], work_of(&works[0]));
    run_until_done(&works[0]);
}

enum {
    LENGTH = 30,
    TOO_LONG = 100,
    SPARE = 64
};

START_TEST(a_chain_of_works_that_wait_ends_from_its_end)
{
    make_a_chain(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
        work_completed(&works[i]);
        ck_assert_int_eq(works[i].place, LENGTH - i);
        if (i < LENGTH - 1)
            was_answered(&works[i], 0);
    }
    ck_assert_int_eq(given.started, LENGTH);
}
END_TEST

START_TEST(a_chain_that_would_take_too_many_threads_is_told_EDEADLK)
{
    int refused = 0;
    make_a_chain(TOO_LONG);
    run_until_all_done();
    for (int i = 0; i < TOO_LONG; i++) {
        work_completed(&works[i]);
        refused += works[i].answer == WEIR_EDEADLK;
        ck_assert(works[i].answer == 0 || works[i].answer == WEIR_EDEADLK || i == TOO_LONG - 1);
    }
    ck_assert_int_ge(refused, 1);
    ck_assert_int_ge(given.started, 1 + SPARE);
}
END_TEST

START_TEST(a_work_that_waits_for_a_queued_one_is_EDEADLK_if_no_thread_is_given)
{
    one_thread();
    struct work *work = a_work(stay_and_ask), *other;
    work->ask = wait_for_other;
    begun(start_work_as(work, work_of(work)));
    work->other = other = start_work(return_at_once);
    given.threads_left = 0;
    let_go(work);
    run_until_all_done();
    was_answered(work, WEIR_EDEADLK);
    work_completed(work);
    work_completed(other);
    ck_assert_int_eq(given.started, 1);
}
END_TEST

/* What they wait for is no work that has not begun: it comes, however long the queue and however few the threads. */
START_TEST(works_that_wait_for_the_loop_are_not_refused_though_no_thread_is_left_for_the_queued)
{
    int count = _i ? TOO_LONG : 1, waiting = _i ? 1 + SPARE : 1;
    one_thread();
    struct job *job = settled(start(sleep_long));
    for (int i = 0; i < count; i++) {
        struct work *work = a_work(stay_and_ask);
        work->ask = wait_for_other;
        work->number = job->id;
        start_work_as(work, work_of(work));
    }
    begun(&works[0]);
    struct work *queued = start_work(return_at_once);
    given.threads_left = _i ? -1 : 0;
    for (int i = 0; i < count; i++)
        let_go(&works[i]);
    await_waiters(waiting);
    for (int i = 0; i < 20; i++)
        pause_a_little(); /* so that each has seen what it waits for and what is queued */
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(works[i].returned, 0);
    ck_assert_int_eq(queued->begun, 0);
    ck_assert_int_eq(given.started, waiting);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), 0);
    run_until_all_done();
    for (int i = 0; i < count; i++)
        was_answered(&works[i], 0);
}
END_TEST

START_TEST(works_that_fill_the_pool_and_wait_for_queued_ones_all_end)
{
    open_workers((struct weir_workers_options){.threads = 3});
    for (int i = 0; i < LENGTH; i++)
        a_work(ask_and_complete)->ask = start_and_wait_for_other;
    for (int i = 0; i < LENGTH; i++) {
        works[i].other = a_work(return_at_once);
        start_work_as(&works[i], work_of(&works[i]));
    }
    for (int i = 0; i < LENGTH; i++) {
        run_until_done(&works[i]);
        was_answered(&works[i], 0);
        work_completed(works[i].other);
    }
    ck_assert_int_le(given.alive, 3 + SPARE);
}
END_TEST

START_TEST(a_work_may_wait_for_a_job_that_awaits_a_queued_one)
{
    one_thread();
    struct work *work = a_work(stay_and_ask), *queued;
    work->ask = wait_for_other;
    begun(start_work_as(work, work_of(work)));
    queued = start_work(return_at_once);
    struct job *job = a_job(await_other);
    job->number = queued->id;
    settled(start_with(job, spec_of(job)));
    work->number = job->id;
    let_go(work);
    run_until_done(work);
    was_answered(work, 0);
    work_completed(queued);
    completed(job);
}
END_TEST

static int
start_a_work_and_await_it(struct weir_job *self, struct job *job)
{
    if (atomic_load(&job->steps) == 2)
        return weir_await(self, start_work(return_at_once)->id);
    return atomic_load(&job->steps) > 2 ? weir_done(self, NULL) : weir_after(self, WEIR_S(3600));
}

START_TEST(what_is_queued_when_all_threads_wait_already_is_run_too)
{
    one_thread();
    struct job *job = settled(start(start_a_work_and_await_it));
    struct work *work = a_waiting(NULL);
    work->number = job->id;
    start_work_as(work, work_of(work));
    await_waiters(1);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), 0);
    run_until_done(work);
    was_answered(work, 0);
    completed(job);
}
END_TEST

START_TEST(a_work_that_is_cancelled_while_it_waits_leaves_the_other_alone)
{
    one_thread();
    struct work *work = a_work(stay_and_ask), *other;
    work->ask = wait_for_other;
    begun(start_work_as(work, work_of(work)));
    work->other = other = start_work(stay);
    let_go(work);
    begun(other);
    cancel_work(work);
    run_until_done(work);
    was_answered(work, WEIR_ECANCELLED);
    ck_assert_int_eq(other->returned, 0);
    let_go(other);
    run_until_all_done();
    work_completed(other);
}
END_TEST

START_TEST(a_work_that_waits_for_a_queued_one_is_told_when_that_is_cancelled)
{
    one_thread();
    struct work *work = begun(start_work(stay)), *queued = start_work(return_at_once),
                *waits = a_waiting(queued);
    struct weir_work start = work_of(waits);
    struct weir_workers *pool = workers, *others;
    ck_assert_int_eq(weir_workers_new(&others, NULL), 0);
    workers = others; /* so that its wait gives no place to the queued one */
    begun(start_work_as(waits, start));
    workers = pool;
    run_for(WEIR_MS(5));
    ck_assert_int_eq(queued->begun + waits->returned, 0);
    cancel_work(queued);
    run_until_done(waits);
    was_answered(waits, 0);
    work_never_began(queued, WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    let_go(work);
    run_until_all_done();
    ck_assert_int_eq(weir_workers_free(others, LIMIT), 0);
}
END_TEST

void
laws_of_work_waits(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work waits");
    tcase_add_checked_fixture(tcase, forget_jobs, NULL);
    tcase_add_test(tcase, a_work_waits_for_a_job_of_the_loop);
    tcase_add_test(tcase, a_work_waits_for_one_that_runs);
    tcase_add_test(tcase, a_work_that_waits_for_one_that_has_ended_goes_on);
    tcase_add_loop_test(tcase, a_work_that_waits_too_long_is_told, 0, 2);
    tcase_add_loop_test(tcase, a_work_that_only_looks_takes_no_thread_though_others_are_queued, 0, 2);
    tcase_add_loop_test(tcase, a_work_that_only_looks_is_told_that_it_is_to_stop, 0, STOPS);
    tcase_add_test(tcase, any_other_thread_waits_for_a_work_too);
    tcase_add_test(tcase, a_work_that_waits_for_a_queued_one_gives_its_place_away);
    tcase_add_test(tcase, threads_in_the_place_of_others_leave_when_they_are_not_needed);
    tcase_add_test(tcase, a_chain_of_works_that_wait_ends_from_its_end);
    tcase_add_test(tcase, a_chain_that_would_take_too_many_threads_is_told_EDEADLK);
    tcase_add_test(tcase, a_work_that_waits_for_a_queued_one_is_EDEADLK_if_no_thread_is_given);
    tcase_add_loop_test(
        tcase, works_that_wait_for_the_loop_are_not_refused_though_no_thread_is_left_for_the_queued, 0, 2);
    tcase_add_test(tcase, works_that_fill_the_pool_and_wait_for_queued_ones_all_end);
    tcase_add_test(tcase, a_work_may_wait_for_a_job_that_awaits_a_queued_one);
    tcase_add_test(tcase, what_is_queued_when_all_threads_wait_already_is_run_too);
    tcase_add_test(tcase, a_work_that_is_cancelled_while_it_waits_leaves_the_other_alone);
    tcase_add_test(tcase, a_work_that_waits_for_a_queued_one_is_told_when_that_is_cancelled);
}
