/* SPDX-License-Identifier: MIT */
/* Laws of how works end: as they answer, and cancelled or out of time, before and after they have begun. Not of what they
 * leave (works_results.c), nor of the end of a scope, a weir or the workers. */
#include "works.h"

/* As they answer. */

static int
fail_as_planned(struct weir_job *self, struct work *work)
{
    return weir_fail(self, "as planned, %d", (int)work->number);
}

START_TEST(a_work_that_fails_keeps_its_text)
{
    struct work *work = a_work(fail_as_planned);
    work->number = 7;
    run_until_done(start_work_as(work, work_of(work)));
    work_ended_as(work, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, WEIR_EFAILED);
    ck_assert_str_eq(work->error, "as planned, 7");
}
END_TEST

static int
answer_its_number(struct weir_job *self, struct work *work)
{
    (void)self;
    return (int)work->number;
}

START_TEST(a_code_fails_the_work_with_its_sentence)
{
    static const int codes[] = {
        WEIR_EINVAL,     WEIR_ENOMEM,  WEIR_EFAILED, WEIR_EHOST,
        WEIR_ECANCELLED, WEIR_ECLOSED, WEIR_ETIMEOUT}; /* nobody has asked for these */
    for (int i = 0; i < (int)(sizeof codes / sizeof *codes); i++) {
        struct work *work = a_work(answer_its_number);
        work->number = codes[i];
        run_until_done(start_work_as(work, work_of(work)));
        work_ended_as(work, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, codes[i]);
        ck_assert_str_eq(work->error, weir_error_text(codes[i]));
    }
}
END_TEST

static int
say_done_and_answer_its_number(struct weir_job *self, struct work *work)
{
    weir_done(self, NULL);
    return (int)work->number;
}

START_TEST(an_answer_that_is_none_fails_the_work)
{
    static const int answers[] = {0, 12345, -12345, INT32_MAX, INT32_MIN};
    for (int i = 0; i < (int)(sizeof answers / sizeof *answers); i++) {
        struct work *work = a_work(_i ? say_done_and_answer_its_number : answer_its_number);
        work->number = answers[i];
        run_until_done(start_work_as(work, work_of(work)));
        ck_assert_int_eq(work->end.status, WEIR_JOB_FAILED);
        ck_assert_int_lt(work->end.why, 0);
        ck_assert_str_ne(work->error, "");
    }
}
END_TEST

static int
change_its_mind(struct weir_job *self, struct work *work)
{
    weir_done(self, work->data);
    return weir_fail(self, "on second thoughts");
}

START_TEST(the_last_that_a_work_says_counts)
{
    struct work *work = start_work(change_its_mind);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, WEIR_EFAILED);
    ck_assert_str_eq(work->error, "on second thoughts");
}
END_TEST

/* Asked to end: how, and what that is called. */

enum {
    BY_JOB,
    BY_ALL,
    BY_TIME,
    WAYS
};

static struct weir_work
to_be_asked(struct work *work, int way)
{
    struct weir_work start = work_of(work);
    start.job.timeout = way == BY_TIME ? WEIR_MS(20) : 0;
    return start;
}

static void
ask_to_end(struct work *work, int way)
{
    if (way == BY_JOB)
        cancel_work(work);
    else if (way == BY_ALL)
        ck_assert_int_ge(weir_jobs_cancel_all(kit.w), 1);
}

static const enum weir_job_status status_by[WAYS] = {WEIR_JOB_CANCELLED, WEIR_JOB_CANCELLED,
                                                     WEIR_JOB_TIMEOUT};
static const int why_by[WAYS] = {WEIR_ECANCELLED, WEIR_ECANCELLED, WEIR_ETIMEOUT};

START_TEST(a_work_that_waits_ends_without_beginning)
{
    open_workers((struct weir_workers_options){.threads = 1});
    struct work *first = begun(start_work(stay)), *work = a_work(return_at_once);
    start_work_as(work, to_be_asked(work, _i));
    ask_to_end(work, _i);
    run_until_done(work); /* while the first still runs */
    work_never_began(work, status_by[_i], why_by[_i]);
    ck_assert_int_eq(first->returned, 0);
    let_go(first);
    run_until_done(first);
    ck_assert_int_eq(work->begun, 0);
    run_until_done(start_work(return_at_once)); /* the thread has passed it by */
    ck_assert_int_eq(work->begun, 0);
}
END_TEST

/* Its worker finds it late and brings it back inside a turn that has looked at the clock before. */
static struct work *first_of_three;

static void
pass_time_in_turn(void *armed, const struct weir_event *event)
{
    if (event->kind != WEIR_TURN_BEGIN || !atomic_exchange((atomic_int *)armed, 0))
        return;
    burn(WEIR_MS(40));
    let_go(first_of_three);
    await_reaches(&first_of_three[2].returned, 1); /* so the second has been looked at */
}

START_TEST(a_work_whose_time_passes_between_the_look_at_the_clock_and_the_turn_is_out_of_time)
{
    static atomic_int armed;
    armed = 0;
    open_workers((struct weir_workers_options){.threads = 1});
    first_of_three = begun(start_work(stay));
    struct work *late = a_work(return_at_once);
    struct weir_work start = to_be_asked(late, BY_TIME);
    start.job.lane = WEIR_URGENT; /* the first that the turn takes */
    start_work_as(late, start);
    start_work(return_at_once);
    ck_assert_int_eq(weir_observe(kit.w, pass_time_in_turn, &armed), 0);
    turn();
    armed = 1;
    turn();
    ck_assert_int_eq(weir_observe(kit.w, NULL, NULL), 0);
    run_until_all_done();
    work_never_began(late, WEIR_JOB_TIMEOUT, WEIR_ETIMEOUT);
}
END_TEST

START_TEST(a_work_that_stops_as_it_is_asked_has_ended_so)
{
    static const int answers[] = {WEIR_ECANCELLED, WEIR_ETIMEOUT, WEIR_ECLOSED}; /* each acknowledges */
    for (int i = 0; i < 3; i++)
        for (int dedicated = 0; dedicated < 2; dedicated++) {
            struct work *work = a_work(stay_until_asked);
            struct weir_work start = to_be_asked(work, _i);
            work->number = answers[i];
            start.dedicated = dedicated;
            if (_i == BY_TIME)
                start_work_as(work, start);
            else
                begun(start_work_as(work, start));
            ask_to_end(work, _i);
            run_until_done(work);
            if (work->begun) /* its time may have passed before */
                work_ended_as(work, status_by[_i], WEIR_JOB_WHILE_RUNNING, why_by[_i]);
        }
}
END_TEST

START_TEST(a_work_that_is_asked_to_stop_and_completes_has_completed)
{
    struct work *work = a_work(stay_until_asked);
    work->number = 1;
    struct weir_work start = to_be_asked(work, _i);
    start.job.timeout *= 10;
    begun(start_work_as(work, start));
    ask_to_end(work, _i);
    run_until_done(work);
    work_completed(work);
}
END_TEST

START_TEST(a_work_that_is_asked_to_stop_and_fails_has_failed)
{
    struct work *work = a_work(stay_until_asked);
    work->number = WEIR_EINVAL;
    struct weir_work start = to_be_asked(work, _i);
    start.job.timeout *= 10;
    begun(start_work_as(work, start));
    ask_to_end(work, _i);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, WEIR_EINVAL);
}
END_TEST

START_TEST(a_work_that_ignores_that_it_is_asked_to_stop_is_shown_as_running)
{
    struct work *work = a_work(stay);
    struct weir_work start = to_be_asked(work, _i);
    start.job.timeout *= 10;
    begun(start_work_as(work, start));
    ask_to_end(work, _i);
    run_until_reaches(&work->asked, 1);
    run_for(WEIR_MS(20));
    ck_assert_int_eq(work->dones, 0);
    ck_assert(_i == BY_TIME || info_of_work(work).cancel_requested);
    ck_assert_int_eq(info_of_work(work).status, WEIR_JOB_RUNNING);
    let_go(work);
    run_until_done(work);
    work_completed(work);
    ck_assert_int_eq(weir_job_cancel(kit.w, work->id), 1);
}
END_TEST

START_TEST(a_work_that_has_returned_before_its_cancel_has_completed)
{
    struct work *work = start_work(return_at_once);
    await_reaches(&work->returned, 1);
    ck_assert_int_ge(weir_job_cancel(kit.w, work->id), 0);
    run_until_done(work);
    work_completed(work);
}
END_TEST

START_TEST(a_timeout_that_does_not_pass_changes_nothing)
{
    struct work *work = a_work(return_at_once);
    struct weir_work start = work_of(work);
    start.job.timeout = WEIR_S(3600);
    run_until_done(start_work_as(work, start));
    work_completed(work);
}
END_TEST

/* Sleep. */

static int
sleep_its_number(struct weir_job *self, struct work *work)
{
    return weir_work_sleep(self, work->number);
}

START_TEST(a_sleep_that_nobody_ends_is_over_in_its_time_and_not_before)
{
    static const int64_t times[] = {0, WEIR_US(1), WEIR_MS(15)};
    struct work *work = a_work(ask_and_complete);
    work->ask = sleep_its_number;
    work->number = times[_i];
    int64_t before = weir_now();
    run_until_done(start_work_as(work, work_of(work)));
    was_answered(work, 0);
    ck_assert_int_ge(weir_now() - before, times[_i]);
}
END_TEST

START_TEST(a_sleep_ends_when_the_work_is_to_stop)
{
    struct work *work = a_work(ask_and_answer);
    work->ask = sleep_its_number;
    work->number = WEIR_FOREVER;
    begun(start_work_as(work, to_be_asked(work, _i == BY_TIME ? BY_JOB : _i)));
    ask_to_end(work, _i == BY_TIME ? BY_JOB : _i);
    await_reaches(&work->returned, 1); /* without a turn */
    was_answered(work, WEIR_ECANCELLED);
    run_until_done(work);
    work_ended_as(work, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

START_TEST(a_sleep_ends_when_the_time_of_the_work_has_passed)
{
    struct work *work = a_work(ask_and_answer);
    work->ask = sleep_its_number;
    work->number = WEIR_FOREVER;
    struct weir_work start = to_be_asked(work, BY_TIME);
    start.job.timeout *= 10;
    begun(start_work_as(work, start));
    run_until_done(work);
    was_answered(work, WEIR_ECANCELLED);
    work_ended_as(work, WEIR_JOB_TIMEOUT, WEIR_JOB_WHILE_RUNNING, WEIR_ETIMEOUT);
}
END_TEST

/* How often a thread of weir's has looked at the clock, as it does whenever it is woken. */
static atomic_int looks_at_clock;
static int64_t (*real_now)(void);
static uint64_t thread_of_loop;

static int64_t
now_is_counted(void)
{
    if (thread_self() != thread_of_loop)
        add_one(&looks_at_clock);
    return real_now();
}

enum {
    TURNS = 100
};

START_TEST(turns_wake_no_work_that_sleeps)
{
    NEEDS(HOST_IS_VIRTUAL, "threads of its own may read the clock that the law exchanges");
    struct work *work = a_work(ask_and_answer);
    thread_of_loop = thread_self();
    real_now = weir_system.now;
    weir_system.now = now_is_counted; /* no thread of weir's runs */
    work->ask = sleep_its_number;
    work->number = WEIR_FOREVER;
    start_work_as(work, work_of(work));
    await_waiters(1);
    for (int i = 0; i < 20; i++)
        pause_a_little(); /* until it sleeps */
    int before = looks_at_clock;
    for (int i = 0; i < TURNS; i++) {
        ck_assert_int_eq(weir_post(kit.w, add_one, &work->asked), 0);
        turn();
        pause_a_little();
    }
    ck_assert_int_eq(work->asked, TURNS);
    ck_assert_int_lt(looks_at_clock - before, TURNS / 10); /* a system may wake for nothing, now and then */
    ck_assert_int_eq(weir_workers_free(workers, LIMIT), 0);
    workers = NULL;
    weir_system.now = real_now;
    run_until_done(work);
}
END_TEST

void
laws_of_work_ends(Suite *suite)
{
    TCase *tcase = case_of_works(suite, "work ends");
    tcase_add_test(tcase, a_work_that_fails_keeps_its_text);
    tcase_add_test(tcase, a_code_fails_the_work_with_its_sentence);
    tcase_add_loop_test(tcase, an_answer_that_is_none_fails_the_work, 0, 2);
    tcase_add_test(tcase, the_last_that_a_work_says_counts);
    tcase_add_loop_test(tcase, a_work_that_waits_ends_without_beginning, 0, WAYS);
    tcase_add_test(tcase, a_work_whose_time_passes_between_the_look_at_the_clock_and_the_turn_is_out_of_time);
    tcase_add_loop_test(tcase, a_work_that_stops_as_it_is_asked_has_ended_so, 0, WAYS);
    tcase_add_loop_test(tcase, a_work_that_is_asked_to_stop_and_completes_has_completed, 0, WAYS);
    tcase_add_loop_test(tcase, a_work_that_is_asked_to_stop_and_fails_has_failed, 0, WAYS);
    tcase_add_loop_test(tcase, a_work_that_ignores_that_it_is_asked_to_stop_is_shown_as_running, 0, WAYS);
    tcase_add_test(tcase, a_work_that_has_returned_before_its_cancel_has_completed);
    tcase_add_test(tcase, a_timeout_that_does_not_pass_changes_nothing);
    tcase_add_loop_test(tcase, a_sleep_that_nobody_ends_is_over_in_its_time_and_not_before, 0, 3);
    tcase_add_loop_test(tcase, a_sleep_ends_when_the_work_is_to_stop, 0, 2);
    tcase_add_test(tcase, a_sleep_ends_when_the_time_of_the_work_has_passed);
    tcase_add_test(tcase, turns_wake_no_work_that_sleeps);
}
