/* SPDX-License-Identifier: MIT */
/* Laws of the close of a weir whose works wait or run, or whose jobs await a scope. Not of works that are inside weir then
 * (works_stops.c), nor of the end of the workers (works_frees.c). */
#include "works.h"

/* Works for a while, but for that it is asked to stop. */
static int
work_a_while(struct weir_job *self, struct work *work)
{
    for (int i = 0; i < 30; i++) {
        if (weir_job_cancelled(self))
            return WEIR_ECANCELLED;
        pause_a_little();
    }
    return weir_done(self, work->data);
}

static void
ended_at_close(struct work *work)
{
    ck_assert_int_eq(work->dones, 1);
    ck_assert_str_eq(weir_job_status_name(work->end.status), weir_job_status_name(WEIR_JOB_CANCELLED));
    ck_assert_int_eq(work->end.when, WEIR_JOB_AT_CLOSE);
    ck_assert_str_eq(weir_error_name(work->end.why), weir_error_name(WEIR_ECLOSED));
    ck_assert_str_ne(work->error, "");
}

/* Drain. */

START_TEST(a_drain_lets_works_that_wait_run_to_their_end)
{
    open_workers((struct weir_workers_options){.threads = 1 + (uint32_t)_i});
    for (int i = 0; i < 10; i++)
        start_work(work_a_while);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    for (int i = 0; i < 10; i++)
        work_completed(&works[i]);
}
END_TEST

START_TEST(a_drain_asks_dedicated_works_to_stop_at_once)
{
    one_thread();
    struct work *own = begun(start_dedicated(stay_until_asked)), *pool = start_work(work_a_while);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    ended_at_close(own);
    work_completed(pool);
}
END_TEST

static atomic_int delivered;

static int
post_and_call(struct weir_job *self, struct work *work)
{
    struct weir_task task = {.run = add_one, .arg = &delivered, .wait_for_room = WEIR_FOREVER};
    for (int i = 0; i < 5; i++)
        if ((work->number = weir_post_task(weir_job_weir(self), &task, NULL)) < 0)
            return (int)work->number;
    return weir_call(weir_job_weir(self), add_one, &delivered, WEIR_FOREVER);
}

START_TEST(a_drain_serves_what_its_works_still_ask_or_tells_them)
{
    one_thread();
    delivered = 0;
    for (int i = 0; i < 5; i++)
        start_asking(ask_and_complete, post_and_call);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, WEIR_FOREVER), 0);
    for (int i = 0; i < 5; i++) {
        work_completed(&works[i]);
        ck_assert(works[i].answer == 0 || works[i].answer == WEIR_ECLOSED);
    }
}
END_TEST

START_TEST(a_drain_that_is_out_of_time_drops_what_waits_and_asks_what_runs_to_stop)
{
    one_thread();
    struct work *runs = begun(start_work(stay_until_asked)), *waits = start_work(return_at_once);
    int answered = weir_close(kit.w, WEIR_DRAIN, WEIR_MS(20));
    ck_assert(answered == 0 || answered == WEIR_ETIMEOUT); /* as soon as it stops */
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ended_at_close(runs);
    ended_at_close(waits);
    ck_assert_int_eq(waits->begun, 0);
}
END_TEST

static int
step_until_work_has_ended(struct weir_job *self, struct job *job)
{
    struct work *work = job->data;
    return atomic_load(&work->dones) ? weir_done(self, NULL) : weir_after(self, 0);
}

/* The work is busy for a while, or waits for a job that waits for a time, which the drain drops. */
START_TEST(a_drain_ends_though_a_job_steps_on_until_a_work_has_ended)
{
    struct job *looks = a_job(step_until_work_has_ended);
    struct work *work = _i ? a_waiting(NULL) : a_work(work_a_while);
    if (_i)
        work->number = settled(start(sleep_long))->id;
    looks->data = begun(start_work_as(work, work_of(work)));
    settled(start_with(looks, spec_of(looks)));
    if (_i)
        await_waiters(1);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, LIMIT), 0);
    work_completed(work);
    completed(looks);
}
END_TEST

START_TEST(a_drain_that_empties_a_scope_resumes_who_awaits_it)
{
    struct ledger late = {.run = 0};
    struct weir_task task = ledger_task(&late);
    task.scope = a_scope();
    task.delay = WEIR_S(3600);
    must_post(task);
    struct job *job = settled(start_awaiting_scope(task.scope));
    struct work *work = a_waiting(NULL);
    work->number = job->id;
    start_work_as(work, work_of(work));
    await_waiters(1);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, LIMIT), 0);
    ledger_is(&late, 0, 0, 1);
    ck_assert_int_eq(job->dones, 1);
    work_completed(work);
    weir_scope_free(task.scope);
}
END_TEST

/* Once the doors are shut the loop is not told any more that a scope was left: the drain looks for itself. */
static struct weir_scope *awaited;

static int
leave_awaited(void *unused)
{
    (void)unused;
    scope_leave(awaited);
    return 0;
}

static int
cancel_awaited(void *unused)
{
    (void)unused;
    return weir_scope_cancel(awaited);
}

static void
drain_inside(void *unused)
{
    (void)unused;
    ck_assert_int_eq(weir_close(kit.w, WEIR_DRAIN, LIMIT), 1);
}

static void
drain_inside_and_cancel_elsewhere(void *unused)
{
    drain_inside(unused);
    ck_assert_int_eq(ask_elsewhere(cancel_awaited, NULL), 0);
}

static void
leave_elsewhere(void *unused)
{
    (void)unused;
    ck_assert_int_eq(ask_elsewhere(leave_awaited, NULL), 0);
}

static int
step_until_other_has_ended(struct weir_job *self, struct job *job)
{
    return atomic_load(&job->other->dones) ? weir_done(self, NULL) : weir_after(self, 0);
}

static void
all_complete(void)
{
    for (int i = 0; i < jobs_made; i++)
        completed(&jobs[i]);
}

/* Its last task closes; another thread leaves it last, while the drain runs a task; another thread cancels it, and then a
 * task of it is dropped. Each alone, and beside a job that steps on meanwhile. */
START_TEST(a_drain_resumes_who_awaits_a_scope_that_was_left_when_the_doors_were_shut)
{
    awaited = a_scope();
    ck_assert_int_eq(scope_enter(awaited), 0);
    struct job *job = settled(start_awaiting_scope(awaited));
    if (_i >= 3) {
        struct job *looks = a_job(step_until_other_has_ended);
        looks->other = job;
        settled(start_with(looks, spec_of(looks)));
    }
    struct weir_task closes[] = {{.run = drain_inside, .scope = awaited},
                                 {.run = drain_inside},
                                 {.run = drain_inside_and_cancel_elsewhere}};
    struct weir_task rest[] = {
        {.run = NULL}, {.run = leave_elsewhere}, {.run = add_one, .arg = &delivered, .scope = awaited}};
    delivered = 0;
    must_post(closes[_i % 3]);
    if (rest[_i % 3].run)
        must_post(rest[_i % 3]);
    if (_i % 3 != 1)
        scope_leave(awaited);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    all_complete();
    ck_assert_int_eq(delivered, 0);
    ck_assert_uint_eq(atom_load(&awaited->word, relaxed) & SCOPE_LISTED, 0);
    weir_scope_free(awaited);
}
END_TEST

static int
start_one_more(struct weir_job *self, struct work *work)
{
    struct weir_work start = work_of(work->other);
    while (!weir_job_cancelled(self) && !atomic_load(&works_over)) /* it is dedicated: asked at once */
        pause_a_little();
    return (int)weir_work_start(workers, kit.w, &start);
}

START_TEST(a_weir_that_is_closing_takes_no_more_works)
{
    struct work *never = a_work(return_at_once), *work = a_work(ask_and_complete);
    struct weir_work start = work_of(work);
    work->ask = start_one_more;
    work->other = never;
    start.dedicated = true;
    begun(start_work_as(work, start));
    ck_assert_int_eq(weir_close(kit.w, _i ? WEIR_DRAIN : WEIR_DROP, LIMIT), 0);
    was_answered(work, WEIR_ECLOSED);
    work_completed(work);
    refused_as(WEIR_ECLOSED, work_of(never));
    ck_assert_int_eq(never->begun, 0);
}
END_TEST

/* Drop. */

START_TEST(a_drop_ends_what_waits_and_asks_what_runs_to_stop)
{
    static const int answers[] = {WEIR_ECANCELLED, WEIR_ECLOSED, WEIR_ETIMEOUT};
    one_thread();
    struct work *runs = a_work(stay_until_asked), *own = a_work(stay_until_asked), *waits, *completes;
    struct weir_work start = work_of(own);
    runs->number = own->number = answers[_i];
    start.dedicated = true;
    begun(start_work_as(runs, work_of(runs)));
    begun(start_work_as(own, start));
    completes = a_work(stay_until_asked);
    completes->number = 1;
    start = work_of(completes);
    start.dedicated = true;
    begun(start_work_as(completes, start));
    waits = start_work(return_at_once);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ended_at_close(runs);
    ended_at_close(own);
    ended_at_close(waits);
    ck_assert_int_eq(waits->begun, 0);
    work_completed(completes);
}
END_TEST

START_TEST(a_close_says_so_if_a_work_does_not_stop_and_keeps_the_pump)
{
    enum weir_close_how how = _i & 1 ? WEIR_DRAIN : WEIR_DROP;
    struct work *work = begun(_i & 2 ? start_dedicated(stay) : start_work(stay));
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(weir_close(kit.w, how, i * WEIR_MS(3)), WEIR_ETIMEOUT);
        ck_assert_int_eq(attachment(kit.w), ATTACHED);
        ck_assert_int_eq(weir_post(kit.w, add_one, &work->answer), WEIR_ECLOSED);
        refused_as(WEIR_ECLOSED, work_of(work));
        ck_assert_int_eq(work->dones, 0);
    }
    await_reaches(&work->asked, 1);
    let_go(work);
    ck_assert_int_eq(weir_close(kit.w, how, LIMIT), 0);
    ck_assert_int_eq(attachment(kit.w), CLOSED);
    work_completed(work);
}
END_TEST

START_TEST(a_close_that_waits_goes_on_when_the_work_returns)
{
    struct work *work = begun(start_work(work_a_while));
    ck_assert_int_eq(weir_close(kit.w, _i ? WEIR_DRAIN : WEIR_DROP, WEIR_FOREVER), 0);
    ck_assert_int_eq(work->returned, 1);
    ck_assert_int_eq(work->dones, 1);
}
END_TEST

/* Where it is called. */

static int answer;

static void
close_inside(void *how)
{
    answer = weir_close(kit.w, *(enum weir_close_how *)how, LIMIT);
}

START_TEST(a_close_inside_a_task_ends_works_too)
{
    one_thread();
    static enum weir_close_how how;
    how = _i ? WEIR_DRAIN : WEIR_DROP;
    struct work *runs = begun(start_work(_i ? work_a_while : stay_until_asked)),
                *waits = start_work(return_at_once), *own = begun(start_dedicated(stay_until_asked));
    ck_assert_int_eq(weir_post(kit.w, close_inside, &how), 0);
    ck_assert_int_eq(weir_turn(kit.w, NULL, NULL), WEIR_ECLOSED);
    ck_assert_int_eq(answer, 1);
    ck_assert_int_eq(weir_close(kit.w, how, LIMIT), 0);
    ck_assert_int_eq(runs->dones, 1);
    ended_at_close(own);
    if (_i)
        work_completed(waits);
    else
        ended_at_close(waits);
}
END_TEST

static int
close_the_kits(void *how)
{
    return weir_close(kit.w, *(enum weir_close_how *)how, LIMIT);
}

START_TEST(a_close_without_a_pump_ends_works_on_the_thread_that_closes)
{
    enum weir_close_how how = _i ? WEIR_DRAIN : WEIR_DROP;
    struct work *work = begun(start_work(stay_until_asked));
    cancel_work(work);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(ask_elsewhere(close_the_kits, &how), 0);
    ck_assert_int_eq(work->dones, 1);
    ck_assert_int_eq(work->end.status, WEIR_JOB_CANCELLED);
}
END_TEST

static int
close_its_weir(struct weir_job *self, struct work *work)
{
    (void)work;
    return weir_close(weir_job_weir(self), WEIR_DROP, WEIR_FOREVER);
}

START_TEST(a_work_that_closes_its_own_weir_without_a_pump_is_EDEADLK)
{
    ck_assert_int_eq(weir_detach(kit.w), 0);
    struct work *work = start_asking(ask_and_complete, close_its_weir);
    await_reaches(&work->returned, 1);
    was_answered(work, WEIR_EDEADLK);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    run_until_done(work);
    work_completed(work);
}
END_TEST

/* On the loop thread, but for a work of the weir that is to be closed. */
static struct weir *beside;

static void
close_the_kits_for_a_work(void *told)
{
    atomic_store((atomic_int *)told, weir_close(kit.w, WEIR_DROP, WEIR_FOREVER));
}

static int
have_another_weir_close_it(struct weir_job *self, struct work *work)
{
    (void)self;
    return weir_call(beside, close_the_kits_for_a_work, &work->go, WEIR_FOREVER);
}

START_TEST(a_close_inside_a_task_of_another_weir_that_a_work_waits_for_is_EDEADLK)
{
    ck_assert_int_eq(weir_new(&beside, NULL), 0);
    ck_assert_int_eq(weir_attach(beside, NULL, NULL), 0);
    struct work *work = start_asking(ask_and_complete, have_another_weir_close_it);
    for (int looks = 0; !work->go; looks++) {
        ck_assert_int_lt(looks, 200000);
        ck_assert_int_ge(weir_turn(beside, NULL, NULL), 0);
        pause_a_little();
    }
    ck_assert_str_eq(weir_error_name(work->go), weir_error_name(WEIR_EDEADLK));
    run_until_done(work);
    was_answered(work, 0);
    run_until_done(start_work(return_at_once)); /* nothing has changed */
    ck_assert_int_eq(weir_close(beside, WEIR_DROP, LIMIT), 0);
    weir_free(beside);
}
END_TEST

static int
call_beside(struct weir_job *self, struct work *work)
{
    (void)self;
    return weir_call(beside, add_one, &work->go, WEIR_FOREVER);
}

START_TEST(a_drop_ends_a_work_that_waits_for_another_weir_of_this_thread)
{
    ck_assert_int_eq(weir_new(&beside, NULL), 0);
    ck_assert_int_eq(weir_attach(beside, NULL, NULL), 0);
    struct work *work = begun(start_asking(ask_and_answer, call_beside));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    was_answered(work, WEIR_ECANCELLED);
    ended_at_close(work);
    ck_assert_int_eq(weir_close(beside, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(work->go, 0);
    weir_free(beside);
}
END_TEST

START_TEST(the_works_of_another_weir_do_not_mind)
{
    struct weir *other;
    ck_assert_int_eq(weir_new(&other, NULL), 0);
    struct work *own = begun(start_work(stay_until_asked)), *others = a_work(stay);
    others->w = other;
    begun(start_work_as(others, work_of(others)));
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ended_at_close(own);
    ck_assert_int_eq(others->returned, 0);
    ck_assert(!info_of_work(others).cancel_requested);
    let_go(others);
    ck_assert_int_eq(weir_close(other, WEIR_DRAIN, LIMIT), 0);
    work_completed(others);
    weir_free(other);
}
END_TEST

START_TEST(a_step_that_awaits_a_work_ends_with_the_close)
{
    one_thread();
    struct work *work = begun(start_work(work_a_while));
    struct job *job = a_job(await_other);
    job->number = work->id;
    settled(start_with(job, spec_of(job)));
    ck_assert_int_eq(weir_close(kit.w, _i ? WEIR_DRAIN : WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(work->dones, 1);
    ck_assert_int_eq(job->dones, 1);
    if (_i)
        completed(job);
}
END_TEST

void
laws_of_work_closes(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work closes");
    tcase_add_checked_fixture(tcase, forget_jobs, NULL);
    tcase_add_loop_test(tcase, a_drain_lets_works_that_wait_run_to_their_end, 0, 2);
    tcase_add_test(tcase, a_drain_asks_dedicated_works_to_stop_at_once);
    tcase_add_test(tcase, a_drain_serves_what_its_works_still_ask_or_tells_them);
    tcase_add_test(tcase, a_drain_that_is_out_of_time_drops_what_waits_and_asks_what_runs_to_stop);
    tcase_add_loop_test(tcase, a_drain_ends_though_a_job_steps_on_until_a_work_has_ended, 0, 2);
    tcase_add_test(tcase, a_drain_that_empties_a_scope_resumes_who_awaits_it);
    tcase_add_loop_test(tcase, a_drain_resumes_who_awaits_a_scope_that_was_left_when_the_doors_were_shut, 0,
                        6);
    tcase_add_loop_test(tcase, a_weir_that_is_closing_takes_no_more_works, 0, 2);
    tcase_add_loop_test(tcase, a_drop_ends_what_waits_and_asks_what_runs_to_stop, 0, 3);
    tcase_add_loop_test(tcase, a_close_says_so_if_a_work_does_not_stop_and_keeps_the_pump, 0, 4);
    tcase_add_loop_test(tcase, a_close_that_waits_goes_on_when_the_work_returns, 0, 2);
    tcase_add_loop_test(tcase, a_close_inside_a_task_ends_works_too, 0, 2);
    tcase_add_loop_test(tcase, a_close_without_a_pump_ends_works_on_the_thread_that_closes, 0, 2);
    tcase_add_test(tcase, a_work_that_closes_its_own_weir_without_a_pump_is_EDEADLK);
    tcase_add_test(tcase, a_close_inside_a_task_of_another_weir_that_a_work_waits_for_is_EDEADLK);
    tcase_add_test(tcase, a_drop_ends_a_work_that_waits_for_another_weir_of_this_thread);
    tcase_add_test(tcase, the_works_of_another_weir_do_not_mind);
    tcase_add_loop_test(tcase, a_step_that_awaits_a_work_ends_with_the_close, 0, 2);
}
