/* SPDX-License-Identifier: MIT */
/* Laws of works in scopes, and of steps that await works. Not of messages, which are tasks in the scope
 * (works_messages.c). */
#include "works.h"

/* Cancel. */

enum {
    OWN,
    PARENT,
    LABEL,
    FREED,
    CANCELS
};

struct family {
    struct weir_scope *parent, *child;
};

static struct family
a_family(void)
{
    struct family family;
    ck_assert_int_eq(weir_scope_new_in(kit.w, NULL, "elders", &family.parent), 0);
    ck_assert_int_eq(weir_scope_new_in(kit.w, family.parent, NULL, &family.child), 0);
    return family;
}

static void
cancel_family(struct family *family, int way)
{
    if (way == OWN)
        ck_assert_int_eq(weir_scope_cancel(family->child), 0);
    else if (way == PARENT)
        ck_assert_int_eq(weir_scope_cancel(family->parent), 0);
    else if (way == LABEL)
        ck_assert_int_eq(weir_scope_cancel_label(kit.w, "elders"), 1);
    if (way == FREED)
        weir_scope_free(family->child);
}

static void
end_family(struct family *family, int way)
{
    if (way != FREED)
        weir_scope_free(family->child);
    weir_scope_free(family->parent);
}

START_TEST(a_scope_that_is_cancelled_ends_its_works_and_no_other)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct family family = a_family();
    struct work *runs = begun(start_work_in(family.child, stay_until_asked)), *own = a_work(stay_until_asked),
                *waits = start_work_in(family.child, return_at_once), *other = start_work(return_at_once);
    struct weir_work start = work_of(own);
    start.dedicated = true;
    start.job.scope = family.child;
    begun(start_work_as(own, start));
    cancel_family(&family, _i);
    run_until_all_done();
    work_ended_as(runs, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    work_ended_as(own, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    work_never_began(waits, WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    work_completed(other);
    end_family(&family, _i);
}
END_TEST

START_TEST(a_work_that_completes_though_its_scope_is_cancelled_has_completed)
{
    struct family family = a_family();
    struct work *work = a_work(stay_until_asked);
    work->number = 1;
    work->scope = family.child;
    begun(start_work_as(work, work_of(work)));
    cancel_family(&family, _i);
    run_until_done(work);
    work_completed(work);
    end_family(&family, _i);
}
END_TEST

/* The barrier. */

static struct weir_work
refreshed_work(struct work *work)
{
    struct weir_work start = work_of(work);
    start.on_refresh = work_refreshes;
    return start;
}

START_TEST(the_barrier_waits_for_a_work_that_runs)
{
    struct family family = a_family();
    struct work *work = a_work(stay_until_asked);
    work->scope = family.child;
    begun(start_work_as(work, refreshed_work(work)));
    ck_assert_int_eq(weir_scope_barrier(_i ? family.parent : family.child, WEIR_FOREVER), 0);
    ck_assert_int_eq(work->returned, 1);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    end_family(&family, OWN);
}
END_TEST

START_TEST(the_barrier_says_so_if_a_work_does_not_stop_and_no_hook_comes_after_it)
{
    struct family family = a_family();
    struct work *work = a_work(stay);
    work->scope = family.child;
    begun(start_work_as(work, refreshed_work(work)));
    ck_assert_int_eq(weir_scope_barrier(family.parent, 0), WEIR_ETIMEOUT);
    ck_assert_int_eq(weir_scope_barrier(family.parent, WEIR_MS(5)), WEIR_ETIMEOUT);
    ck_assert_int_eq(work->dones, 0);
    let_go(work);
    ck_assert_int_eq(weir_scope_barrier(family.parent, WEIR_FOREVER), 0);
    work_completed(work);
    int refreshes = work->refreshes;
    run_for(WEIR_MS(60));
    ck_assert_int_eq(work->refreshes, refreshes);
    ck_assert_int_eq(work->dones, 1);
    end_family(&family, OWN);
}
END_TEST

START_TEST(the_barrier_ends_works_that_wait_while_their_thread_is_busy)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct weir_scope *scope = a_scope();
    struct work *other = begun(start_work(stay)), *waits = start_work_in(scope, return_at_once);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    work_never_began(waits, WEIR_JOB_CANCELLED, WEIR_ECANCELLED);
    ck_assert_int_eq(other->returned, 0);
    let_go(other);
    run_until_all_done();
    ck_assert_int_eq(waits->begun, 0);
    weir_scope_free(scope);
}
END_TEST

static int
call_add_one(struct weir_job *self, struct work *work)
{
    (void)self;
    return weir_call(kit.w, add_one, &work->go, WEIR_FOREVER);
}

START_TEST(the_barrier_does_not_wait_for_a_work_that_waits_for_it)
{
    struct weir_scope *scope = a_scope();
    struct work *work = a_work(ask_and_answer);
    work->ask = call_add_one;
    work->scope = scope;
    start_work_as(work, work_of(work));
    await_waiters(1);
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_FOREVER), 0);
    was_answered(work, WEIR_ECANCELLED);
    ck_assert_int_eq(work->go, 0);
    ck_assert_int_eq(work->end.status, WEIR_JOB_CANCELLED);
    weir_scope_free(scope);
}
END_TEST

START_TEST(the_barrier_does_not_wait_for_whom_a_work_of_the_scope_waits_for)
{
    one_thread();
    struct weir_scope *scope = a_scope();
    struct work *work = a_work(ask_and_answer), *other = a_work(ask_and_complete);
    work->ask = start_and_wait_for_other;
    work->other = other;
    other->ask = call_add_one; /* of this thread */
    work->scope = scope;
    start_work_as(work, work_of(work));
    await_waiters(2);
    ck_assert_int_eq(weir_scope_barrier(scope, WEIR_FOREVER), 0);
    was_answered(work, WEIR_ECANCELLED);
    ck_assert_int_eq(other->returned, 0);
    run_until_done(other);
    was_answered(other, 0);
    weir_scope_free(scope);
}
END_TEST

START_TEST(a_scope_may_be_freed_while_its_work_runs)
{
    struct weir_scope *scope = a_scope();
    struct work *work = begun(start_work_in(scope, stay));
    weir_scope_free(scope);
    run_for(WEIR_MS(5));
    ck_assert_int_eq(work->dones, 0);
    let_go(work);
    run_until_done(work);
    work_completed(work);
}
END_TEST

/* Awaited by a step. */

static struct job *
start_awaiting_work(struct work *work)
{
    struct job *job = a_job(await_other);
    job->number = work->id;
    return start_with(job, spec_of(job));
}

START_TEST(who_awaits_a_work_goes_on_when_it_has_ended_however_it_ended)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *completes = begun(start_work(stay)), *never = start_work(return_at_once),
                *fails = a_work(stay_until_asked), *stops = begun(start_dedicated(stay_until_asked));
    struct weir_work start = work_of(fails);
    start.dedicated = true;
    fails->number = WEIR_EFAILED;
    begun(start_work_as(fails, start));
    struct work *in_order[] = {completes, never, fails, stops};
    struct job *awaiting[4];
    for (int i = 0; i < 4; i++)
        awaiting[i] = settled(start_awaiting_work(in_order[i]));
    run_for(WEIR_MS(5));
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(awaiting[i]->steps, 1);
    cancel_work(never);
    cancel_work(fails);
    cancel_work(stops);
    let_go(completes);
    run_until_all_ended();
    for (int i = 0; i < 4; i++) {
        completed(awaiting[i]);
        ck_assert_int_eq(in_order[i]->dones, 1);
    }
    ck_assert_int_eq(fails->end.status, WEIR_JOB_FAILED);
    ck_assert_int_eq(stops->end.status, WEIR_JOB_CANCELLED);
    ck_assert_int_eq(never->begun, 0);
}
END_TEST

START_TEST(who_awaits_a_work_that_has_ended_goes_on)
{
    struct work *work = start_work(return_at_once);
    run_until_done(work);
    struct job *job = start_awaiting_work(work);
    run_until_ended(job);
    completed(job);
}
END_TEST

static int
start_and_await(struct weir_job *self, struct job *job)
{
    if (atomic_load(&job->steps) > 1)
        return weir_done(self, NULL);
    struct work *work = start_work(return_at_once);
    job->number = work->id;
    return weir_await(self, work->id);
}

START_TEST(a_step_may_start_a_work_and_await_it)
{
    struct job *job = start(start_and_await);
    run_until_ended(job);
    completed(job);
    work_completed(&works[0]);
}
END_TEST

START_TEST(who_awaits_a_scope_waits_for_its_works)
{
    struct weir_scope *scope = a_scope();
    struct work *one = begun(start_work_in(scope, stay)), *other = begun(start_work_in(scope, stay));
    struct job *job = settled(start_awaiting_scope(scope));
    let_go(one);
    run_until_done(one);
    run_for(WEIR_MS(5));
    ck_assert_int_eq(job->steps, 1);
    let_go(other);
    run_until_ended(job);
    ck_assert_int_eq(other->dones, 1);
    completed(job);
    weir_scope_free(scope);
}
END_TEST

START_TEST(a_step_that_awaits_a_work_may_be_cancelled_and_the_work_goes_on)
{
    struct work *work = begun(start_work(stay));
    struct job *job = settled(start_awaiting_work(work));
    cancel_and_end(job);
    ck_assert_int_eq(work->dones, 0);
    let_go(work);
    run_until_done(work);
    work_completed(work);
}
END_TEST

void
laws_of_work_scopes(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work scopes");
    tcase_add_checked_fixture(tcase, forget_jobs, NULL);
    tcase_add_loop_test(tcase, a_scope_that_is_cancelled_ends_its_works_and_no_other, 0, CANCELS);
    tcase_add_loop_test(tcase, a_work_that_completes_though_its_scope_is_cancelled_has_completed, 0, CANCELS);
    tcase_add_loop_test(tcase, the_barrier_waits_for_a_work_that_runs, 0, 2);
    tcase_add_test(tcase, the_barrier_says_so_if_a_work_does_not_stop_and_no_hook_comes_after_it);
    tcase_add_test(tcase, the_barrier_ends_works_that_wait_while_their_thread_is_busy);
    tcase_add_test(tcase, the_barrier_does_not_wait_for_a_work_that_waits_for_it);
    tcase_add_test(tcase, the_barrier_does_not_wait_for_whom_a_work_of_the_scope_waits_for);
    tcase_add_test(tcase, a_scope_may_be_freed_while_its_work_runs);
    tcase_add_test(tcase, who_awaits_a_work_goes_on_when_it_has_ended_however_it_ended);
    tcase_add_test(tcase, who_awaits_a_work_that_has_ended_goes_on);
    tcase_add_test(tcase, a_step_may_start_a_work_and_await_it);
    tcase_add_test(tcase, who_awaits_a_scope_waits_for_its_works);
    tcase_add_test(tcase, a_step_that_awaits_a_work_may_be_cancelled_and_the_work_goes_on);
}
