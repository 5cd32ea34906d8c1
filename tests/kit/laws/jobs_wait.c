/* SPDX-License-Identifier: MIT */
/* Laws of await: a job goes on when another, or all of a scope, has ended; and what can never come fails it. Not of
 * threads that wait (jobs_waiter.c). */
#include "jobs.h"

/* Await a job. */

/* What a step finds after its await: how the other ended, and what it left. */
struct found {
    int answer, taken;
    enum weir_job_status status;
    void *result;
};

static int
look_at_the_other(struct weir_job *self, struct job *job)
{
    struct found *found = job->data;
    struct weir_job_info info;
    found->answer = weir_job_get(kit.w, job->other->id, &info, NULL, 0);
    found->status = info.status;
    found->taken = weir_job_take(kit.w, job->other->id, &found->result);
    return weir_done(self, NULL);
}

static struct job *
start_looking(struct job *other, struct found *found)
{
    struct job *job = a_job(await_other);
    job->other = other;
    job->data = found;
    job->then = look_at_the_other;
    return start_with(job, spec_of(job));
}

START_TEST(who_awaits_a_job_goes_on_when_it_has_ended_however_it_ended)
{
    static struct found found[4];
    static int left;
    struct job *ends = a_job(end_at_number);
    ends->data = &left;
    ends->number = 3;
    start_with(ends, spec_of(ends));
    struct job *fails = start(fail_at_once), *cancelled = start(sleep_long), *late = a_job(sleep_long);
    struct weir_job_spec spec = spec_of(late);
    spec.timeout = WEIR_MS(1);
    struct job *others[4] = {ends, fails, cancelled, start_with(late, spec)}, *awaiting[4];
    memset(found, 0, sizeof found);
    for (int i = 0; i < 4; i++)
        awaiting[i] = start_looking(others[i], &found[i]);
    settled(awaiting[2]);
    cancel(cancelled);
    run_until_all_ended();
    for (int i = 0; i < 4; i++) {
        completed(awaiting[i]);
        ck_assert_int_eq(awaiting[i]->steps, 2);
        ck_assert_int_lt(others[i]->place, awaiting[i]->place);
        ck_assert_int_eq(found[i].answer, 0);
        ck_assert_int_eq(found[i].status, others[i]->end.status);
        ck_assert_int_eq(found[i].taken, i == 0 ? 0 : 1);
    }
    ck_assert_ptr_eq(found[0].result, &left);
}
END_TEST

START_TEST(who_awaits_what_has_ended_goes_on_in_a_later_turn)
{
    struct job *other = start(end_at_once);
    run_until_ended(other);
    struct job *job = start_awaiting(other);
    run_until_ended(job);
    completed(job);
    ck_assert_int_eq(job->steps, 2);
    ck_assert_uint_gt(job->turn[1], job->turn[0]);
}
END_TEST

START_TEST(who_awaits_goes_on_in_a_later_turn_than_the_end)
{
    struct job *other = a_job(end_at_number);
    other->number = 3;
    start_with(other, spec_of(other));
    struct job *job = start_awaiting(other);
    run_until_all_ended();
    ck_assert_uint_gt(job->turn[1], other->turn[2]);
}
END_TEST

START_TEST(a_hundred_may_await_one)
{
    struct job *other = settled(start(sleep_long));
    for (int i = 0; i < 100; i++)
        start_awaiting(other);
    settled(&jobs[100]);
    ck_assert_int_eq(jobs_ended, 0);
    ck_assert_int_eq(weir_job_reschedule(kit.w, other->id, 0), 0);
    run_until_all_ended();
    ck_assert_int_eq(other->place, 1);
    for (int i = 1; i <= 100; i++)
        completed(&jobs[i]);
}
END_TEST

START_TEST(a_chain_of_a_hundred_ends_one_after_the_other)
{
    struct job *first = settled(start(sleep_long));
    for (int i = 1; i <= 100; i++)
        start_awaiting(&jobs[i - 1]);
    settled(&jobs[100]);
    cancel(first);
    run_until_all_ended();
    for (int i = 1; i <= 100; i++) {
        completed(&jobs[i]);
        ck_assert_int_eq(jobs[i].place, i + 1);
    }
}
END_TEST

START_TEST(the_record_of_what_was_awaited_is_there_in_the_step_that_follows)
{
    static struct found found;
    found = (struct found){.answer = 1};
    ck_assert_int_eq(weir_jobs_keep(kit.w, 0, 0), 0); /* no record else */
    struct job *other = a_job(end_at_number), *job;
    other->number = 2;
    other->data = &found;
    start_with(other, spec_of(other));
    job = start_looking(other, &found);
    run_until_ended(other);
    weir_jobs_clear(kit.w);
    run_until_ended(job);
    ck_assert_int_eq(found.answer, 0);
    ck_assert_int_eq(found.status, WEIR_JOB_COMPLETED);
    ck_assert_int_eq(found.taken, 0);
    ck_assert_ptr_eq(found.result, &found);
    weir_jobs_clear(kit.w);
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(kit.w, other->id, &info, NULL, 0), WEIR_ESTALE);
}
END_TEST

static int
await_twice(struct weir_job *self, struct job *job)
{
    return atomic_load(&job->steps) > 3 ? weir_done(self, NULL) : weir_await(self, job->other->id);
}

START_TEST(who_awaits_the_same_again_goes_on)
{
    ck_assert_int_eq(weir_jobs_keep(kit.w, 0, 0), 0); /* the wait alone keeps its record */
    struct job *other = settled(start(sleep_long)), *job = a_job(await_twice);
    job->other = other;
    settled(start_with(job, spec_of(job)));
    cancel(other);
    run_until_ended(job);
    ck_assert_int_eq(job->steps, 4);
    ck_assert_int_eq(job->end.status, WEIR_JOB_COMPLETED);
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(kit.w, other->id, &info, NULL, 0), WEIR_ESTALE);
}
END_TEST

START_TEST(who_awaits_may_be_cancelled_and_run_out_of_time)
{
    struct job *other = settled(start(sleep_long)), *cancelled = settled(start_awaiting(other)),
               *late = a_job(await_other);
    late->other = other;
    struct weir_job_spec spec = spec_of(late);
    spec.timeout = WEIR_MS(1);
    start_with(late, spec);
    cancel_and_end(cancelled);
    ended_as(cancelled, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    run_until_ended(late);
    ck_assert_int_eq(late->end.status, WEIR_JOB_TIMEOUT);
    ck_assert_int_eq(other->dones, 0);
    cancel_and_end(other); /* and nobody is told who is not there any more */
    ck_assert_int_eq(cancelled->steps, 1);
}
END_TEST

/* What can never come. */

static void
failed_to_wait(struct job *job)
{
    ck_assert_int_eq(job->end.status, WEIR_JOB_FAILED);
    ck_assert_int_eq(job->end.when, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_lt(job->end.why, 0);
    ck_assert_int_gt((int)strlen(job->error), 8);
    ck_assert_int_eq(job->steps, 1);
}

static int
await_itself(struct weir_job *self, struct job *job)
{
    (void)job;
    return weir_await(self, weir_job_id(self));
}

START_TEST(to_await_oneself_fails)
{
    struct job *job = start(await_itself);
    run_until_ended(job);
    failed_to_wait(job);
    ck_assert_msg(strstr(job->error, "itself"), "%s", job->error);
}
END_TEST

/* So many jobs, each awaiting the next, the last the first: the one that closes the circle fails, and the rest go on. */
static void
close_a_circle(int length)
{
    for (int i = 0; i < length; i++)
        a_job(await_other);
    for (int i = 0; i < length; i++) {
        jobs[i].other = &jobs[(i + 1) % length];
        start_with(&jobs[i], spec_of(&jobs[i]));
    }
    run_until_all_ended();
    failed_to_wait(&jobs[length - 1]);
    ck_assert_int_eq(jobs[length - 1].place, 1);
    for (int i = 0; i < length - 1; i++) {
        completed(&jobs[i]);
        ck_assert_int_eq(jobs[i].place, length - i);
    }
}

START_TEST(a_circle_of_waits_fails_the_one_that_closes_it)
{
    static const int lengths[] = {2, 3, 50};
    close_a_circle(lengths[_i]);
}
END_TEST

START_TEST(an_id_that_names_nothing_fails_who_awaits_it)
{
    struct job *gone = start(end_at_once);
    run_until_ended(gone);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 1);
    const int64_t names[] = {gone->id, 0, -1, INT64_MIN, INT64_MAX, INT64_C(1) << 52};
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++) {
        struct job *job = a_job(await_other);
        job->number = names[i];
        run_until_ended(start_with(job, spec_of(job)));
        failed_to_wait(job);
    }
}
END_TEST

/* Await a scope. */

START_TEST(who_awaits_a_scope_goes_on_when_nothing_of_it_is_left)
{
    static struct ledger ledger;
    memset(&ledger, 0, sizeof ledger);
    struct weir_scope *scope = a_scope(), *child;
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, NULL, &child), 0);
    struct job *one = a_job(end_at_number), *two = settled(start_in(child, sleep_long));
    one->scope = scope;
    one->number = 5;
    start_with(one, spec_of(one));
    struct weir_task task = ledger_task(&ledger);
    task.scope = child;
    task.delay = WEIR_S(3600);
    weir_ticket ticket = must_post(task);
    struct job *job = settled(start_awaiting_scope(scope));
    run_until_ended(one);
    run_for(WEIR_MS(5));
    ck_assert_int_eq(job->steps, 1);
    cancel_and_end(two);
    run_for(WEIR_MS(5));
    ck_assert_int_eq(job->steps, 1); /* a task of the child is left */
    ck_assert_int_eq(weir_cancel(kit.w, ticket), 0);
    run_until_ended(job);
    completed(job);
    ledger_is(&ledger, 0, 1, 0);
    ck_assert(!weir_scope_is_cancelled(scope));
    weir_scope_free(child);
    weir_scope_free(scope);
}
END_TEST

START_TEST(who_awaits_an_empty_scope_goes_on_in_a_later_turn)
{
    struct weir_scope *scope = a_scope();
    struct job *job = start_awaiting_scope(scope);
    run_until_ended(job);
    completed(job);
    ck_assert_int_eq(job->steps, 2);
    ck_assert_uint_gt(job->turn[1], job->turn[0]);
    weir_scope_free(scope);
}
END_TEST

START_TEST(many_may_await_one_scope)
{
    for (int round = 0; round < 3; round++) {
        struct weir_scope *scope = a_scope();
        struct job *inside = settled(start_in(scope, sleep_long));
        struct job *left = settled(start_awaiting_scope(scope)); /* goes before it comes to anything */
        for (int i = 0; i < 20; i++)
            settled(start_awaiting_scope(scope));
        cancel_and_end(left);
        cancel_and_end(inside);
        run_until_all_ended();
        ck_assert_int_eq(left->steps, 1);
        for (struct job *job = left + 1; job < &jobs[jobs_made]; job++)
            completed(job);
        ck_assert(!weir_scope_is_cancelled(scope)); /* and it is as good as before */
        run_until_ended(start_in(scope, end_at_once));
        ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
        weir_scope_free(scope);
    }
}
END_TEST

static void
free_it(struct weir_scope *scope)
{
    weir_scope_free(scope);
}

static void
cancel_and_free(struct weir_scope *scope)
{
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    turn();
    weir_scope_free(scope);
}

static void
strike_and_free(struct weir_scope *scope)
{
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    weir_scope_free(scope);
}

START_TEST(a_scope_that_is_ended_while_it_is_awaited_lets_who_awaits_it_go_on)
{
    static void (*const ends[])(struct weir_scope *) = {free_it, cancel_and_free, strike_and_free};
    struct weir_scope *scope = a_scope();
    struct job *inside = settled(start_in(scope, sleep_long)), *job = settled(start_awaiting_scope(scope));
    ends[_i](scope);
    run_until_all_ended();
    ck_assert_int_eq(inside->end.status, WEIR_JOB_CANCELLED);
    ck_assert_int_eq(inside->place, 1);
    completed(job);
}
END_TEST

static int
await_a_scope_of_another_weir(struct weir_job *self, struct job *job)
{
    return weir_await_scope(self, job->data);
}

START_TEST(to_await_no_scope_or_a_foreign_one_fails)
{
    struct weir *w;
    struct weir_scope *foreign;
    ck_assert_int_eq(weir_new(&w, NULL), 0);
    ck_assert_int_eq(weir_scope_new(w, &foreign), 0);
    for (int i = 0; i < 2; i++) {
        struct job *job = a_job(await_a_scope_of_another_weir);
        job->data = i ? foreign : NULL;
        run_until_ended(start_with(job, spec_of(job)));
        failed_to_wait(job);
    }
    weir_scope_free(foreign);
    ck_assert_int_eq(weir_close(w, WEIR_DROP, 0), 0);
    weir_free(w);
}
END_TEST

START_TEST(to_await_the_scope_in_which_one_is_fails)
{
    struct weir_scope *scope = a_scope(), *child;
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, NULL, &child), 0);
    struct job *own = a_job(await_data), *parents = a_job(await_data);
    own->scope = scope;
    parents->scope = child;
    own->data = parents->data = scope;
    start_with(own, spec_of(own));
    start_with(parents, spec_of(parents));
    run_until_all_ended();
    failed_to_wait(own);
    failed_to_wait(parents);
    weir_scope_free(child);
    weir_scope_free(scope);
}
END_TEST

START_TEST(a_circle_of_waits_through_a_scope_fails_the_one_that_closes_it)
{
    struct weir_scope *scope = a_scope(), *child;
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, NULL, &child), 0);
    struct job *outside = a_job(await_data), *between = a_job(await_other), *inside = a_job(await_other);
    outside->data = scope;
    inside->scope = child;
    inside->other = between;
    between->other = outside;
    struct job *in_order[3] = {inside, between, outside};
    for (int i = 0; i < 3; i++) /* whichever comes last closes it */
        start_with(in_order[(i + _i) % 3], spec_of(in_order[(i + _i) % 3]));
    run_until_all_ended();
    failed_to_wait(in_order[(2 + _i) % 3]);
    completed(in_order[_i]);
    completed(in_order[(1 + _i) % 3]);
    weir_scope_free(child);
    weir_scope_free(scope);
}
END_TEST

void
laws_of_job_waits(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job waits");
    tcase_add_test(tcase, who_awaits_a_job_goes_on_when_it_has_ended_however_it_ended);
    tcase_add_test(tcase, who_awaits_what_has_ended_goes_on_in_a_later_turn);
    tcase_add_test(tcase, who_awaits_goes_on_in_a_later_turn_than_the_end);
    tcase_add_test(tcase, a_hundred_may_await_one);
    tcase_add_test(tcase, a_chain_of_a_hundred_ends_one_after_the_other);
    tcase_add_test(tcase, the_record_of_what_was_awaited_is_there_in_the_step_that_follows);
    tcase_add_test(tcase, who_awaits_the_same_again_goes_on);
    tcase_add_test(tcase, who_awaits_may_be_cancelled_and_run_out_of_time);
    tcase_add_test(tcase, to_await_oneself_fails);
    tcase_add_loop_test(tcase, a_circle_of_waits_fails_the_one_that_closes_it, 0, 3);
    tcase_add_test(tcase, an_id_that_names_nothing_fails_who_awaits_it);
    tcase_add_test(tcase, who_awaits_a_scope_goes_on_when_nothing_of_it_is_left);
    tcase_add_test(tcase, who_awaits_an_empty_scope_goes_on_in_a_later_turn);
    tcase_add_test(tcase, many_may_await_one_scope);
    tcase_add_loop_test(tcase, a_scope_that_is_ended_while_it_is_awaited_lets_who_awaits_it_go_on, 0, 3);
    tcase_add_test(tcase, to_await_no_scope_or_a_foreign_one_fails);
    tcase_add_test(tcase, to_await_the_scope_in_which_one_is_fails);
    tcase_add_loop_test(tcase, a_circle_of_waits_through_a_scope_fails_the_one_that_closes_it, 0, 3);
}
