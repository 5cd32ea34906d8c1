/* SPDX-License-Identifier: MIT */
/* Laws of works that would wait for ever, and of who would wait so for them: they are told instead, whatever it is that
 * leads back. Not of waits that end (works_waits.c). */
#include "works.h"

#include <weir/thread.h>

static int
wait_for_itself(struct weir_job *self, struct work *work)
{
    (void)work;
    return weir_job_wait(kit.w, weir_job_id(self), WEIR_FOREVER);
}

START_TEST(a_work_that_waits_for_itself_is_EDEADLK)
{
    struct work *work = a_work(ask_and_complete);
    struct weir_work start = work_of(work);
    work->ask = wait_for_itself;
    start.dedicated = _i;
    run_until_done(start_work_as(work, start));
    was_answered(work, WEIR_EDEADLK);
    work_completed(work);
}
END_TEST

/* So many works, each on a thread, each waiting for the next, the last for the first: at least one is refused, and then the
 * others go on. */
static void
wait_in_a_circle(int length, bool dedicated)
{
    open_workers((struct weir_workers_options){.threads = (uint32_t)length});
    for (int i = 0; i < length; i++)
        a_work(stay_and_ask)->ask = wait_for_other;
    for (int i = 0; i < length; i++) {
        struct weir_work start = work_of(&works[i]);
        start.dedicated = dedicated;
        works[i].other = &works[(i + 1) % length];
        begun(start_work_as(&works[i], start));
    }
    for (int i = 0; i < length; i++)
        let_go(&works[i]);
    run_until_all_done();
    int refused = 0;
    for (int i = 0; i < length; i++) {
        refused += works[i].answer == WEIR_EDEADLK;
        ck_assert(works[i].answer == WEIR_EDEADLK || works[i].answer == 0);
        work_completed(&works[i]);
    }
    ck_assert_int_ge(refused, 1);
}

START_TEST(works_that_would_wait_for_each_other_are_EDEADLK)
{
    static const int lengths[] = {2, 3, 8};
    wait_in_a_circle(lengths[_i % 3], _i >= 3);
}
END_TEST

/* Or both are refused. */
static void
one_is_refused_and_the_other_goes_on(struct work *one, struct work *other)
{
    let_go(one);
    let_go(other);
    run_until_all_done();
    ck_assert(one->answer == WEIR_EDEADLK || other->answer == WEIR_EDEADLK);
    ck_assert(one->answer == WEIR_EDEADLK || one->answer == 0);
    ck_assert(other->answer == WEIR_EDEADLK || other->answer == 0);
}

START_TEST(works_of_two_pools_that_would_wait_for_each_other_are_EDEADLK)
{
    struct weir_workers *own = workers, *others;
    struct work *one = a_work(stay_and_ask), *other = a_work(stay_and_ask);
    ck_assert_int_eq(weir_workers_new(&others, NULL), 0);
    one->ask = other->ask = wait_for_other;
    one->other = other;
    other->other = one;
    begun(start_work_as(one, work_of(one)));
    workers = others;
    begun(start_work_as(other, work_of(other)));
    workers = own;
    one_is_refused_and_the_other_goes_on(one, other);
    ck_assert_int_eq(weir_workers_free(others, LIMIT), 0);
}
END_TEST

/* Each waits for what is queued behind the other. */
START_TEST(works_of_two_pools_that_wait_for_queued_ones_of_each_other_are_EDEADLK)
{
    struct weir_workers *own, *others;
    one_thread();
    own = workers;
    ck_assert_int_eq(weir_workers_new(&others, &(struct weir_workers_options){.threads = 1}), 0);
    struct work *one = a_work(stay_and_ask), *other = a_work(stay_and_ask);
    one->ask = other->ask = wait_for_other;
    begun(start_work_as(one, work_of(one)));
    other->other = start_work(return_at_once);
    workers = others;
    begun(start_work_as(other, work_of(other)));
    one->other = start_work(return_at_once);
    workers = own;
    given.threads_left = 0;
    one_is_refused_and_the_other_goes_on(one, other);
    ck_assert_int_eq(weir_workers_free(others, LIMIT), 0);
}
END_TEST

START_TEST(a_work_that_waits_for_the_one_that_waits_for_it_is_EDEADLK)
{
    one_thread();
    struct work *outer = a_work(ask_and_complete), *inner = a_work(ask_and_complete);
    outer->ask = start_and_wait_for_other;
    inner->ask = wait_for_other;
    outer->other = inner;
    inner->other = outer;
    struct work *first = begun(start_work(stay)); /* so that its id is known when the inner asks for it */
    start_work_as(outer, work_of(outer));
    let_go(first);
    run_until_all_done();
    run_until_done(inner);
    ck_assert(inner->answer == WEIR_EDEADLK || outer->answer == WEIR_EDEADLK);
    work_completed(inner);
    work_completed(outer);
}
END_TEST

/* Whichever of the two asks last is refused. */
START_TEST(a_job_that_awaits_a_work_that_waits_for_it_is_told_or_the_work_is)
{
    struct job *job = a_job(await_other);
    struct work *work = a_waiting(NULL);
    struct weir_job_spec spec = spec_of(job);
    spec.delay = WEIR_S(3600);
    start_with(job, spec);
    work->number = job->id;
    start_work_as(work, work_of(work));
    job->number = work->id;
    await_waiters(1);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), 0);
    run_until_ended(job);
    run_until_done(work);
    ck_assert(job->end.status == WEIR_JOB_FAILED || work->answer == WEIR_EDEADLK);
}
END_TEST

START_TEST(a_work_that_waits_for_a_job_that_awaits_it_is_EDEADLK)
{
    struct work *work = a_work(stay_and_ask);
    work->ask = wait_for_other;
    begun(start_work_as(work, work_of(work)));
    struct job *job = a_job(await_other);
    job->number = work->id;
    settled(start_with(job, spec_of(job)));
    work->number = job->id;
    let_go(work);
    run_until_done(work);
    was_answered(work, WEIR_EDEADLK);
    run_until_ended(job);
    completed(job);
}
END_TEST

/* Through calls: the loop is asked to wait for a work, by a task that the work waits for. */

enum {
    CLOSE,
    FREE,
    BARRIER,
    CLOSE_IN_LOOP, /* in a loop of the host, inside that task */
    ASKED
};

static struct {
    int what;
    struct weir *beside, *afar; /* on the loop thread, and on a thread of its own */
    struct weir_scope *scope;   /* of the work */
    atomic_int answer;          /* 1: none yet */
} asked;

static void
close_the_kits(void *unused)
{
    (void)unused;
    atomic_store(&asked.answer, weir_close(kit.w, WEIR_DROP, WEIR_FOREVER));
}

static void
ask_the_loop(void *unused)
{
    (void)unused;
    if (asked.what == FREE)
        atomic_store(&asked.answer, weir_workers_free(workers, WEIR_FOREVER));
    else if (asked.what == BARRIER)
        atomic_store(&asked.answer, weir_scope_barrier(asked.scope, WEIR_FOREVER));
    else if (asked.what == CLOSE)
        close_the_kits(NULL);
    if (asked.what != CLOSE_IN_LOOP)
        return;
    ck_assert_int_eq(weir_post(kit.w, close_the_kits, NULL), 0);
    turn();
}

static void
call_beside(void *answer)
{
    *(int *)answer = weir_call(asked.beside, ask_the_loop, NULL, WEIR_FOREVER);
}

static int
call_beside_or_afar(struct weir_job *self, struct work *work)
{
    int answer = 1;
    (void)self;
    if (!work->number)
        call_beside(&answer);
    else if (weir_call(asked.afar, call_beside, &answer, WEIR_FOREVER) != 0)
        return WEIR_EFAILED;
    return answer;
}

START_TEST(what_would_wait_for_the_work_that_waits_for_this_task_is_EDEADLK)
{
    struct weir_thread *thread;
    asked.what = _i % ASKED;
    asked.answer = 1;
    asked.scope = a_scope();
    ck_assert_int_eq(weir_new(&asked.beside, NULL), 0);
    ck_assert_int_eq(weir_attach(asked.beside, NULL, NULL), 0);
    ck_assert_int_eq(weir_new(&asked.afar, NULL), 0);
    ck_assert_int_eq(weir_thread_start(&thread, asked.afar), 0);
    struct work *work = a_work(ask_and_complete);
    work->ask = call_beside_or_afar;
    work->number = _i / ASKED; /* through one call, or two */
    work->scope = asked.scope;
    start_work_as(work, work_of(work));
    for (int looks = 0; asked.answer == 1; looks++) {
        ck_assert_int_lt(looks, 200000);
        ck_assert_int_ge(weir_turn(asked.beside, NULL, NULL), 0);
        pause_a_little();
    }
    ck_assert_str_eq(weir_error_name(asked.answer), weir_error_name(WEIR_EDEADLK));
    run_until_done(work);
    was_answered(work, 0);
    work_completed(work);
    run_until_done(start_work_in(asked.scope, return_at_once)); /* nothing has changed */
    ck_assert_int_eq(weir_thread_stop(thread, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(weir_close(asked.beside, WEIR_DROP, LIMIT), 0);
    weir_free(asked.beside);
    weir_free(asked.afar);
    weir_scope_free(asked.scope);
}
END_TEST

void
laws_of_work_deadlocks(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work deadlocks");
    tcase_add_checked_fixture(tcase, forget_jobs, NULL);
    tcase_add_loop_test(tcase, a_work_that_waits_for_itself_is_EDEADLK, 0, 2);
    tcase_add_loop_test(tcase, works_that_would_wait_for_each_other_are_EDEADLK, 0, 6);
    tcase_add_test(tcase, works_of_two_pools_that_would_wait_for_each_other_are_EDEADLK);
    tcase_add_test(tcase, works_of_two_pools_that_wait_for_queued_ones_of_each_other_are_EDEADLK);
    tcase_add_test(tcase, a_work_that_waits_for_the_one_that_waits_for_it_is_EDEADLK);
    tcase_add_test(tcase, a_job_that_awaits_a_work_that_waits_for_it_is_told_or_the_work_is);
    tcase_add_test(tcase, a_work_that_waits_for_a_job_that_awaits_it_is_EDEADLK);
    tcase_add_loop_test(tcase, what_would_wait_for_the_work_that_waits_for_this_task_is_EDEADLK, 0,
                        2 * ASKED);
}
