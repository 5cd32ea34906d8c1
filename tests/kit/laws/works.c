/* SPDX-License-Identifier: MIT */
/* Laws of works: where they run, what they know of themselves, and that they are jobs. Not of how they end
 * (works_end.c). */
#include "works.h"

/* Where. */

START_TEST(a_work_runs_on_a_worker_and_is_done_on_the_loop_thread)
{
    struct work *work = _i ? start_dedicated(return_at_once) : start_work(return_at_once);
    run_until_done(work);
    work_completed(work);
    ck_assert(work->thread != thread_self());
    ck_assert_int_eq(given.started, 1);
}
END_TEST

START_TEST(a_work_needs_no_turn_to_begin_and_one_to_be_done)
{
    struct work *work = start_work(return_at_once);
    await_reaches(&work->returned, 1); /* no loop runs */
    ck_assert_int_eq(work->dones, 0);
    ck_assert_int_eq(info_of_work(work).status, WEIR_JOB_RUNNING);
    run_until_done(work);
    work_completed(work);
}
END_TEST

START_TEST(works_run_beside_each_other_and_beside_the_loop)
{
    static atomic_int ticks;
    ticks = 0;
    struct work *one = begun(start_work(stay)), *two = begun(start_work(stay)),
                *three = begun(start_dedicated(stay));
    ck_assert_int_eq(weir_post(kit.w, add_one, &ticks), 0);
    run_until_reaches(&ticks, 1);
    ck_assert_int_eq(one->returned + two->returned + three->returned, 0);
    ck_assert(one->thread != two->thread && one->thread != three->thread && two->thread != three->thread);
    let_go(three);
    run_until_done(three);
    let_go(one);
    let_go(two);
    run_until_all_done();
}
END_TEST

START_TEST(a_start_that_is_asked_again_and_again_starts_as_many)
{
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 10; i++)
            start_work(return_at_once);
        run_until_all_done();
    }
    for (int i = 0; i < works_made; i++)
        work_completed(&works[i]);
}
END_TEST

static atomic_int numbers;

static int
take_a_number(struct weir_job *self, struct work *work)
{
    work->number = atomic_fetch_add(&numbers, 1) + 1;
    return weir_done(self, NULL);
}

START_TEST(works_of_a_pool_of_one_run_in_order)
{
    numbers = 0;
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *first = begun(start_work(stay));
    for (int i = 0; i < 20; i++)
        start_work(take_a_number);
    let_go(first);
    run_until_all_done();
    for (int i = 1; i < works_made; i++)
        ck_assert_int_eq(works[i].number, i);
}
END_TEST

/* What it knows. */

struct selves {
    int64_t id;
    struct weir *w, *current;
    struct weir_scope *scope;
    bool cancelled, has_time, on_loop_thread;
    int said, back, too_far;
};

static int
tell_itself(struct weir_job *self, struct work *work)
{
    struct selves *selves = work->data;
    selves->id = weir_job_id(self);
    selves->w = weir_job_weir(self);
    selves->current = weir_current();
    selves->scope = weir_job_scope(self);
    selves->cancelled = weir_job_cancelled(self);
    selves->has_time = weir_job_has_time(self);
    selves->on_loop_thread = weir_on_loop_thread(kit.w);
    selves->said = weir_job_progress(self, 2, 4, "half");
    selves->back = weir_job_progress(self, 1, 4, "back");
    selves->too_far = weir_job_progress(self, 5, 4, "too far");
    while (!atomic_load(&work->go) && !atomic_load(&works_over))
        pause_a_little();
    return weir_done(self, NULL);
}

START_TEST(a_work_knows_whose_it_is_and_says_how_far)
{
    static struct selves selves;
    struct work *work = a_work(tell_itself);
    struct weir_work start = work_of(work);
    work->data = &selves;
    work->scope = start.job.scope = a_scope();
    start.job.description = "a long way";
    start.job.info = "{\"a\": 1}";
    start_work_as(work, start);
    begun(work);
    while (info_of_work(work).done == 0)
        pause_a_little();
    struct weir_job_info info = info_of_work(work);
    ck_assert_int_eq(info.status, WEIR_JOB_RUNNING);
    ck_assert_int_eq(info.total, 4);
    ck_assert_str_eq(info.progress_text, "half");
    ck_assert_str_eq(info.description, "a long way");
    ck_assert_str_eq(info.info, "{\"a\": 1}");
    let_go(work);
    run_until_done(work);
    ck_assert_int_eq(selves.id, work->id);
    ck_assert_ptr_eq(selves.w, kit.w);
    ck_assert_ptr_null(selves.current);
    ck_assert_ptr_eq(selves.scope, work->scope);
    ck_assert(!selves.cancelled && selves.has_time && !selves.on_loop_thread);
    ck_assert_int_eq(selves.said, 0);
    ck_assert_int_eq(selves.back, WEIR_EINVAL);
    ck_assert_int_eq(selves.too_far, WEIR_EINVAL);
    weir_scope_free(work->scope);
}
END_TEST

START_TEST(a_work_is_in_the_table_of_jobs)
{
    struct work *runs = begun(start_work(stay)), *other = begun(start_work(stay)),
                *waits = start_work(return_at_once);
    ck_assert_int_eq(info_of_work(waits).status, WEIR_JOB_PENDING);
    ck_assert_int_eq(info_of_work(runs).status, WEIR_JOB_RUNNING);
    int met = 0;
    for (int64_t id = weir_job_next(kit.w, 0); id; id = weir_job_next(kit.w, id))
        met += id == runs->id ? 1 : id == other->id ? 10 : id == waits->id ? 100 : 1000;
    ck_assert_int_eq(met, 111);
    ck_assert_int_eq(weir_jobs_clear(kit.w), 0);
    let_go(runs);
    let_go(other);
    run_until_all_done();
    ck_assert_int_eq(weir_jobs_clear(kit.w), 3);
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
}
END_TEST

START_TEST(no_other_job_has_the_id_of_a_work)
{
    for (int i = 0; i < 20; i++) {
        struct work *work = start_work(return_at_once);
        struct job *job = a_job(end_at_once);
        start_with(job, spec_of(job));
        ck_assert_int_ne(job->id, work->id);
    }
    run_until_all_done();
    for (int i = 0; i < 20; i++)
        for (int other = 0; other < 20; other++)
            ck_assert_int_ne(works[i].id, jobs[other].id);
    run_until_all_ended();
    forget_jobs();
}
END_TEST

START_TEST(a_work_that_runs_cannot_be_rescheduled_nor_taken)
{
    void *result = &result;
    struct work *work = begun(start_work(stay));
    ck_assert_int_eq(weir_job_reschedule(kit.w, work->id, 0), WEIR_EBUSY);
    ck_assert_int_eq(weir_job_take(kit.w, work->id, &result), WEIR_EBUSY);
    ck_assert_ptr_null(result);
    let_go(work);
    run_until_done(work);
}
END_TEST

/* Keys. */

START_TEST(a_work_joins_one_with_its_key_that_has_not_begun)
{
    bool joined = false;
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *first = begun(start_work(stay)), *keyed = a_work(stay), *twin = a_work(return_at_once);
    struct weir_work start = work_of(keyed), again = work_of(twin);
    start.job.key = again.job.key = "the same";
    again.job.joined = &joined;
    start_work_as(keyed, start);
    ck_assert_int_eq(weir_work_start(workers, kit.w, &again), keyed->id);
    ck_assert(joined);
    let_go(first);
    begun(keyed);
    start_work_as(twin, again); /* that one runs: it is not pending any more */
    ck_assert(!joined);
    ck_assert_int_ne(twin->id, keyed->id);
    let_go(keyed);
    run_until_all_done();
    work_completed(twin);
}
END_TEST

/* Other weirs. */

static struct {
    struct weir *w;
    atomic_int attached, stop;
    int closed;
} second;

static void *
turn_the_second(void *unused)
{
    if (weir_attach(second.w, NULL, NULL) != 0)
        return &second;
    add_one(&second.attached);
    while (!atomic_load(&second.stop) && !atomic_load(&works_over)) {
        weir_turn(second.w, NULL, NULL);
        pause_a_little();
    }
    second.closed = weir_close(second.w, WEIR_DROP, LIMIT);
    return unused;
}

START_TEST(a_work_of_another_weir_is_done_on_its_loop)
{
    memset(&second, 0, sizeof second);
    ck_assert_int_eq(weir_new(&second.w, NULL), 0);
    pthread_t thread = kit_thread(turn_the_second, NULL);
    await_reaches(&second.attached, 1);
    struct work *own = start_work(return_at_once), *others = a_work(return_at_once);
    others->w = second.w;
    start_work_as(others, work_of(others));
    await_reaches(&others->dones, 1); /* no turn of ours */
    ck_assert_int_eq(own->dones, 0);
    run_until_done(own);
    add_one(&second.stop);
    ck_assert_ptr_null(kit_join(thread));
    ck_assert_int_eq(second.closed, 0);
    ck_assert_int_eq(others->end.status, WEIR_JOB_COMPLETED);
    ck_assert(!others->astray);
    weir_free(second.w);
}
END_TEST

void
laws_of_works(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "works");
    tcase_add_checked_fixture(tcase, forget_jobs, NULL);
    tcase_add_loop_test(tcase, a_work_runs_on_a_worker_and_is_done_on_the_loop_thread, 0, 2);
    tcase_add_test(tcase, a_work_needs_no_turn_to_begin_and_one_to_be_done);
    tcase_add_test(tcase, works_run_beside_each_other_and_beside_the_loop);
    tcase_add_test(tcase, a_start_that_is_asked_again_and_again_starts_as_many);
    tcase_add_test(tcase, works_of_a_pool_of_one_run_in_order);
    tcase_add_test(tcase, a_work_knows_whose_it_is_and_says_how_far);
    tcase_add_test(tcase, a_work_is_in_the_table_of_jobs);
    tcase_add_test(tcase, no_other_job_has_the_id_of_a_work);
    tcase_add_test(tcase, a_work_that_runs_cannot_be_rescheduled_nor_taken);
    tcase_add_test(tcase, a_work_joins_one_with_its_key_that_has_not_begun);
    tcase_add_test(tcase, a_work_of_another_weir_is_done_on_its_loop);
    laws_of_work_ends(suite);
    laws_of_work_results(suite);
    laws_of_work_refreshes(suite);
    laws_of_work_pools(suite);
    laws_of_work_scarcity(suite);
    laws_of_work_scopes(suite);
    laws_of_work_messages(suite);
    laws_of_work_calls(suite);
    laws_of_work_waits(suite);
    laws_of_work_deadlocks(suite);
    laws_of_work_guards(suite);
    laws_of_work_stops(suite);
    laws_of_work_closes(suite);
    laws_of_work_frees(suite);
    laws_of_work_forks(suite);
}
