/* SPDX-License-Identifier: MIT */
/* Laws of what a job leaves and says meanwhile: its result is taken or destroyed, once, and its progress never goes
 * back. Not of its end (jobs_end.c). */
#include "jobs.h"

/* Fixture: results that count how they ended. */

struct result {
    atomic_int destroyed;
    bool on_loop_thread;
};

static struct result results[8];

static void
destroy(void *arg)
{
    struct result *result = arg;
    result->on_loop_thread = weir_on_loop_thread(kit.w);
    add_one(&result->destroyed);
}

static void
forget_results(void)
{
    memset(results, 0, sizeof results);
}

static struct job *
start_leaving(plan_fn *plan, struct result *result)
{
    struct job *job = a_job(plan);
    job->data = result;
    struct weir_job_spec spec = spec_of(job);
    spec.destroy = destroy;
    return start_with(job, spec);
}

static void *
taken_from(const struct job *job)
{
    void *result = &results;
    ck_assert_int_eq(weir_job_take(kit.w, job->id, &result), 0);
    ck_assert_ptr_nonnull(result);
    return result;
}

static void
nothing_to_take(const struct job *job)
{
    void *result = &results;
    ck_assert_int_eq(weir_job_take(kit.w, job->id, &result), 1);
    ck_assert_ptr_null(result);
}

static void
is_destroyed_soon(struct result *result)
{
    run_until_reaches(&result->destroyed, 1);
    run_for(WEIR_MS(1));
    ck_assert_int_eq(result->destroyed, 1);
    ck_assert(result->on_loop_thread);
}

/* After this nothing of weir is left that could destroy it once more. */
static void
close_and_free(void)
{
    kit_close();
    kit_open(NULL);
}

/* Taken. */

START_TEST(a_result_that_is_taken_is_never_destroyed)
{
    struct job *job = start_leaving(end_at_once, &results[0]);
    void *result = &results;
    ck_assert_int_eq(weir_job_take(kit.w, job->id, &result), WEIR_EBUSY);
    ck_assert_ptr_null(result);
    run_until_ended(job);
    ck_assert_ptr_eq(job->end.result, &results[0]);
    ck_assert_ptr_eq(taken_from(job), &results[0]);
    nothing_to_take(job);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 1);
    run_for(WEIR_MS(1));
    close_and_free();
    ck_assert_int_eq(results[0].destroyed, 0);
}
END_TEST

static void
take_at_end(struct job *job, const struct weir_job_info *info)
{
    ck_assert_ptr_eq(info->result, job->data);
    ck_assert_ptr_eq(taken_from(job), job->data);
}

START_TEST(a_result_may_be_taken_in_on_done)
{
    struct job *job = start_leaving(end_at_once, &results[0]);
    job->at_end = take_at_end;
    run_until_ended(job);
    nothing_to_take(job);
    close_and_free();
    ck_assert_int_eq(results[0].destroyed, 0);
}
END_TEST

static atomic_int takers;

static void *
take_them(void *arg)
{
    struct job *job = arg;
    void *result;
    if (weir_job_take(kit.w, job->id, &result) == 0)
        add_one(&takers);
    return NULL;
}

START_TEST(of_threads_that_take_a_result_one_gets_it)
{
    takers = 0;
    struct job *job = start_leaving(end_at_once, &results[0]);
    run_until_ended(job);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = kit_thread(take_them, job);
    for (int i = 0; i < 4; i++)
        kit_join(threads[i]);
    ck_assert_int_eq(takers, 1);
    close_and_free();
    ck_assert_int_eq(results[0].destroyed, 0);
}
END_TEST

/* Destroyed. */

START_TEST(a_result_that_nobody_took_is_destroyed_when_its_record_is_cleared)
{
    struct job *job = start_leaving(end_at_once, &results[0]);
    run_until_ended(job);
    ck_assert_int_eq(results[0].destroyed, 0);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 1);
    is_destroyed_soon(&results[0]);
    close_and_free();
    ck_assert_int_eq(results[0].destroyed, 1);
}
END_TEST

static int
clear_elsewhere(void *unused)
{
    (void)unused;
    return weir_jobs_clear(kit.w);
}

START_TEST(a_result_that_another_thread_clears_is_destroyed_on_the_loop_thread)
{
    struct job *job = start_leaving(end_at_once, &results[0]);
    run_until_ended(job);
    ck_assert_int_eq(ask_elsewhere(clear_elsewhere, NULL), 1);
    ck_assert_int_eq(results[0].destroyed, 0);
    is_destroyed_soon(&results[0]);
}
END_TEST

START_TEST(results_of_records_that_are_too_many_are_destroyed)
{
    ck_assert_int_eq(weir_jobs_keep(kit.w, 2, WEIR_FOREVER), 0);
    for (int i = 0; i < 6; i++)
        run_until_ended(start_leaving(end_at_once, &results[i]));
    for (int i = 0; i < 4; i++)
        is_destroyed_soon(&results[i]);
    ck_assert_int_eq(results[4].destroyed + results[5].destroyed, 0);
    close_and_free();
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(results[i].destroyed, 1);
}
END_TEST

START_TEST(the_barrier_destroys_what_the_jobs_of_the_scope_left)
{
    struct weir_scope *scope = a_scope(), *child, *freed;
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, NULL, &child), 0);
    ck_assert_int_eq(weir_scope_new_in(kit.w, child, NULL, &freed), 0);
    struct weir_scope *scopes[] = {scope, child, freed, NULL, scope};
    struct job *job[5];
    for (int i = 0; i < 5; i++) {
        job[i] = a_job(end_at_once);
        job[i]->scope = scopes[i];
        job[i]->data = &results[i];
        struct weir_job_spec spec = spec_of(job[i]);
        spec.destroy = destroy;
        run_until_ended(start_with(job[i], spec));
    }
    ck_assert_ptr_eq(taken_from(job[4]), &results[4]);
    weir_scope_free(freed);
    run_for(WEIR_MS(1));
    if (_i)
        ck_assert_int_eq(weir_jobs_clear(kit.w), 5); /* these are on their way to be destroyed */
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_msg(results[i].destroyed == 1, "what was left in scope %d: destroyed %d times", i,
                      atomic_load(&results[i].destroyed));
    if (!_i)
        ck_assert_ptr_eq(taken_from(job[3]), &results[3]); /* it is of no scope */
    else
        is_destroyed_soon(&results[3]);
    ck_assert_int_eq(results[4].destroyed, 0);
    weir_scope_free(child);
    weir_scope_free(scope);
    close_and_free();
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(results[i].destroyed, i < 3 || (i == 3 && _i));
}
END_TEST

START_TEST(a_result_that_is_left_at_close_is_destroyed_once)
{
    struct job *left = start_leaving(end_at_once, &results[0]),
               *taken = start_leaving(end_at_once, &results[1]);
    run_until_all_ended();
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    void *result;
    if (weir_job_take(kit.w, taken->id, &result) == 0) /* unless the close has destroyed it */
        ck_assert_ptr_eq(result, &results[1]);
    else
        ck_assert_int_eq(results[1].destroyed, 1);
    int was_taken = results[1].destroyed == 0;
    ck_assert_int_ge(left->id, 1);
    close_and_free();
    ck_assert_int_eq(results[0].destroyed, 1);
    ck_assert_int_eq(results[1].destroyed, 1 - was_taken);
}
END_TEST

/* Left by those that end otherwise. */

static int
leave_and(struct weir_job *self, struct job *job)
{
    if (atomic_load(&job->steps) == 1)
        ck_assert_int_eq(weir_job_leave(self, job->data), 0);
    return job->then(self, job);
}

static struct job *
start_leaving_and(plan_fn *then, struct result *result, int64_t timeout)
{
    struct job *job = a_job(leave_and);
    job->then = then;
    job->data = result;
    struct weir_job_spec spec = spec_of(job);
    spec.destroy = destroy;
    spec.timeout = timeout;
    return start_with(job, spec);
}

START_TEST(what_a_job_left_is_there_however_it_ends)
{
    struct job *fails = start_leaving_and(fail_at_once, &results[0], 0);
    struct job *late = start_leaving_and(sleep_long, &results[1], WEIR_S(1));
    struct job *cancelled = settled(start_leaving_and(sleep_long, &results[2], 0));
    settled(late);
    void *result = &results;
    ck_assert_int_eq(weir_job_take(kit.w, late->id, &result), WEIR_EBUSY);
    cancel(cancelled);
    run_until_all_ended();
    ck_assert_int_eq(late->end.status, WEIR_JOB_TIMEOUT);
    struct job *all[] = {fails, late, cancelled};
    for (int i = 0; i < 3; i++) {
        ck_assert_ptr_eq(all[i]->end.result, &results[i]);
        ck_assert_ptr_eq(taken_from(all[i]), &results[i]);
    }
    close_and_free();
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(results[i].destroyed, 0);
}
END_TEST

START_TEST(what_a_job_left_at_close_is_told_and_destroyed_once)
{
    struct job *job = settled(start_leaving_and(sleep_long, &results[0], 0));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ck_assert_ptr_eq(job->end.result, &results[0]);
    close_and_free();
    ck_assert_int_eq(results[0].destroyed, 1);
}
END_TEST

static int
leave_in_turn(struct weir_job *self, struct job *job)
{
    static const int left[] = {0, 0, 1, 1, 2};
    int step = atomic_load(&job->steps);
    if (step > 5)
        return weir_done(self, job->number ? &results[3] : NULL);
    ck_assert_int_eq(weir_job_leave(self, &results[left[step - 1]]), 0);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(results[i].destroyed, i < left[step - 1]);
    return weir_after(self, 0);
}

START_TEST(what_a_job_left_before_is_destroyed_but_not_by_itself)
{
    struct job *job = a_job(leave_in_turn);
    job->number = _i;
    struct weir_job_spec spec = spec_of(job);
    spec.destroy = destroy;
    run_until_ended(start_with(job, spec));
    if (_i)
        is_destroyed_soon(&results[2]); /* done left another */
    ck_assert_int_eq(results[2].destroyed, _i);
    ck_assert_ptr_eq(taken_from(job), &results[2 + _i]);
    ck_assert_int_eq(results[0].destroyed + results[1].destroyed, 2);
}
END_TEST

START_TEST(a_job_that_leaves_nothing_has_nothing_to_take)
{
    struct job *job = start_leaving(end_at_once, NULL), *pending = start_leaving(end_at_once, &results[0]);
    cancel(pending);
    run_until_all_ended();
    nothing_to_take(job);
    nothing_to_take(pending);
    ck_assert_ptr_null(job->end.result);
    ck_assert_ptr_null(pending->end.result);
    close_and_free();
    ck_assert_int_eq(results[0].destroyed, 0); /* it was never left */
}
END_TEST

/* Progress. */

static void
progress_is(struct job *job, int64_t done, int64_t total, const char *text)
{
    char texts[512];
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, texts, sizeof texts), 0);
    ck_assert_int_eq(info.done, done);
    ck_assert_int_eq(info.total, total);
    ck_assert_str_eq(info.progress_text, text);
}

static int
say_how_far(struct weir_job *self, struct job *job)
{
    progress_is(job, 0, 0, "");
    ck_assert_int_eq(weir_job_progress(self, 3, 0, "counting"), 0);
    progress_is(job, 3, 0, "counting");
    ck_assert_int_eq(weir_job_progress(self, 2, 0, "less"), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_progress(self, -1, 0, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_progress(self, 3, -1, NULL), WEIR_EINVAL);
    progress_is(job, 3, 0, "counting");
    ck_assert_int_eq(weir_job_progress(self, 4, 10, NULL), 0);
    progress_is(job, 4, 10, "counting");
    ck_assert_int_eq(weir_job_progress(self, 11, 10, "too far"), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_progress(self, 3, 5, "fewer"), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_progress(self, 4, 11, "a smaller part"), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_progress(self, 5, 1000, "a smaller part"), WEIR_EINVAL);
    progress_is(job, 4, 10, "counting");
    ck_assert_int_eq(weir_job_progress(self, 4, 8, "half"), 0);
    ck_assert_int_eq(weir_job_progress(self, 4, 8, "half"), 0);
    ck_assert_int_eq(weir_job_progress(self, 8, 8, ""), 0);
    progress_is(job, 8, 8, "");
    return weir_done(self, NULL);
}

START_TEST(progress_never_goes_back)
{
    struct job *job = start(say_how_far);
    run_until_ended(job);
    progress_is(job, 8, 8, "");
    ck_assert_int_eq(job->end.done, 8);
    ck_assert_int_eq(job->end.total, 8);
}
END_TEST

static int
say_much(struct weir_job *self, struct job *job)
{
    int64_t most = INT64_MAX;
    ck_assert_int_eq(weir_job_progress(self, most - 2, most, job->data), 0);
    ck_assert_int_eq(weir_job_progress(self, most - 3, most - 1, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_progress(self, most, most, NULL), 0);
    return fail_at_once(self, job);
}

START_TEST(progress_holds_great_numbers_and_a_text_that_is_cut)
{
    char text[201], cut[96];
    memset(text, 'x', sizeof text);
    text[200] = 0;
    memcpy(cut, text, 95);
    cut[95] = 0;
    struct job *job = a_job(say_much);
    job->data = text;
    run_until_ended(start_with(job, spec_of(job)));
    progress_is(job, INT64_MAX, INT64_MAX, cut);
}
END_TEST

void
laws_of_job_results(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job results");
    tcase_add_checked_fixture(tcase, forget_results, NULL);
    tcase_add_test(tcase, a_result_that_is_taken_is_never_destroyed);
    tcase_add_test(tcase, a_result_may_be_taken_in_on_done);
    tcase_add_test(tcase, of_threads_that_take_a_result_one_gets_it);
    tcase_add_test(tcase, a_result_that_nobody_took_is_destroyed_when_its_record_is_cleared);
    tcase_add_test(tcase, a_result_that_another_thread_clears_is_destroyed_on_the_loop_thread);
    tcase_add_test(tcase, results_of_records_that_are_too_many_are_destroyed);
    tcase_add_loop_test(tcase, the_barrier_destroys_what_the_jobs_of_the_scope_left, 0, 2);
    tcase_add_test(tcase, a_result_that_is_left_at_close_is_destroyed_once);
    tcase_add_test(tcase, what_a_job_left_is_there_however_it_ends);
    tcase_add_test(tcase, what_a_job_left_at_close_is_told_and_destroyed_once);
    tcase_add_loop_test(tcase, what_a_job_left_before_is_destroyed_but_not_by_itself, 0, 2);
    tcase_add_test(tcase, a_job_that_leaves_nothing_has_nothing_to_take);
    tcase_add_test(tcase, progress_never_goes_back);
    tcase_add_test(tcase, progress_holds_great_numbers_and_a_text_that_is_cut);
}
