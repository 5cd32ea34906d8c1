/* SPDX-License-Identifier: MIT */
/* Laws of steps: when the next one comes, and what a step may say. Not of frames (jobs_frames.c), nor of how jobs end
 * (jobs_end.c), nor of waiting for others (jobs_wait.c). */
#include "jobs.h"

#include <stdlib.h>

/* Helpers. */

/* What ran, in order: jobs and tasks leave a letter each. */
static char trail[64];

static void
forget_trail(void)
{
    memset(trail, 0, sizeof trail);
}

static void
leave(char letter)
{
    size_t length = strlen(trail);
    if (length < sizeof trail - 1)
        trail[length] = letter;
}

static void
leave_letter(void *letter)
{
    leave(*(const char *)letter);
}

static void
post_letter(const char *letter)
{
    ck_assert_int_ge(weir_post(kit.w, leave_letter, (void *)(uintptr_t)letter), 0);
}

/* Leaves its letter in each step, as many as its number. */
static int
leave_own_letter(struct weir_job *self, struct job *job)
{
    leave(*(const char *)job->data);
    return end_at_number(self, job);
}

static struct job *
start_lettered(const char *letter, int steps, enum weir_lane lane)
{
    struct job *job = a_job(leave_own_letter);
    job->data = (void *)(uintptr_t)letter;
    job->number = steps;
    struct weir_job_spec spec = spec_of(job);
    spec.lane = lane;
    return start_with(job, spec);
}

/* When. */

START_TEST(a_job_of_one_step_completes)
{
    struct job *job = start(end_at_once);
    run_until_ended(job);
    completed(job);
    ck_assert_int_eq(job->steps, 1);
}
END_TEST

struct inside {
    uint64_t turn;
    int steps;
    struct job *job;
};

static void
start_inside(void *arg)
{
    struct inside *inside = arg;
    inside->turn = stats_now().turns;
    inside->job = start(end_at_once);
    inside->steps = inside->job->steps;
}

START_TEST(nothing_of_a_job_runs_inside_its_start)
{
    struct job *job = start(end_at_once);
    ck_assert_int_eq(job->steps + job->dones, 0);
    struct inside inside = {0};
    ck_assert_int_ge(weir_post(kit.w, start_inside, &inside), 0);
    run_until_all_ended();
    while (!inside.job)
        turn();
    ck_assert_int_eq(inside.steps, 0);
    run_until_ended(inside.job);
    ck_assert_uint_gt(inside.job->turn[0], inside.turn);
}
END_TEST

START_TEST(steps_come_one_in_a_turn)
{
    struct job *job = a_job(end_at_number);
    job->number = 8;
    start_with(job, spec_of(job));
    run_until_ended(job);
    completed(job);
    ck_assert_int_eq(job->steps, 8);
    turns_are_different(job);
}
END_TEST

START_TEST(a_step_waits_behind_what_was_there)
{
    const struct weir_budget all = {.tasks = 1000};
    post_letter("b");
    start_lettered("a", 3, WEIR_NORMAL);
    start_lettered("c", 2, WEIR_NORMAL);
    ck_assert_int_ge(weir_turn(kit.w, &all, NULL), 0);
    ck_assert_str_eq(trail, "bac");
    post_letter("d"); /* behind what went on before it came */
    run_until_all_ended();
    ck_assert_str_eq(trail, "bacacda");
}
END_TEST

static int
post_and_go_on(struct weir_job *self, struct job *job)
{
    leave('a');
    if (atomic_load(&job->steps) > 1)
        return weir_done(self, NULL);
    post_letter("b");
    post_letter("c");
    return weir_after(self, 0);
}

START_TEST(what_a_step_posts_goes_before_its_next)
{
    run_until_ended(start(post_and_go_on));
    ck_assert_str_eq(trail, "abca");
}
END_TEST

START_TEST(urgent_jobs_go_before_those_in_the_background)
{
    start_lettered("a", 1, WEIR_BACKGROUND);
    start_lettered("b", 1, WEIR_NORMAL);
    start_lettered("c", 1, WEIR_URGENT);
    run_until_all_ended();
    ck_assert_str_eq(trail, "cba");
}
END_TEST

static int
sleep_a_little(struct weir_job *self, struct job *job)
{
    int step = atomic_load(&job->steps);
    return step < 4 ? weir_after(self, job->number * step) : weir_done(self, NULL);
}

START_TEST(a_step_after_some_time_is_never_early)
{
    for (int i = 0; i < 20; i++) {
        struct job *job = a_job(sleep_a_little);
        job->number = 1 + WEIR_US(130) * (i * 7 % 20);
        struct weir_job_spec spec = spec_of(job);
        spec.delay = job->number;
        job->ended_at = weir_now(); /* until it ends, when it was started */
        start_with(job, spec);
    }
    int64_t started = jobs[0].ended_at;
    run_until_all_ended();
    for (int i = 0; i < jobs_made; i++) {
        ck_assert_int_ge(jobs[i].at[0], started + jobs[i].number);
        for (int step = 1; step < 4; step++)
            ck_assert_int_ge(jobs[i].at[step], jobs[i].at[step - 1] + jobs[i].number * step);
        turns_are_different(&jobs[i]);
    }
}
END_TEST

static int
sleep_less_than_nothing(struct weir_job *self, struct job *job)
{
    return atomic_load(&job->steps) < 3 ? weir_after(self, -1) : weir_done(self, NULL);
}

START_TEST(after_less_than_nothing_is_after_nothing)
{
    struct job *job = start(sleep_less_than_nothing);
    run_until_ended(job);
    completed(job);
    turns_are_different(job);
}
END_TEST

/* What a step may say. */

static int
change_its_mind(struct weir_job *self, struct job *job)
{
    weir_fail(self, "not at all");
    weir_after(self, WEIR_S(3600));
    if (atomic_load(&job->steps) < 2) {
        weir_done(self, NULL);
        return weir_after(self, 0);
    }
    return weir_done(self, NULL);
}

START_TEST(the_last_that_a_step_says_counts)
{
    struct job *job = start(change_its_mind);
    run_until_ended(job);
    completed(job);
    ck_assert_int_eq(job->steps, 2);
}
END_TEST

static int
fail_at_length(struct weir_job *self, struct job *job)
{
    (void)job;
    return weir_fail(self, "%01100d", 7);
}

START_TEST(a_failure_keeps_its_text)
{
    struct job *job = start(fail_at_once), *at_length = start(fail_at_length);
    run_until_all_ended();
    failed_with(job, "as planned");
    ck_assert_str_eq(job->error, "as planned");
    failed_with(at_length, "0000");
    ck_assert_uint_eq(strlen(at_length->error), 1023);
}
END_TEST

static int
answer_its_number(struct weir_job *self, struct job *job)
{
    (void)self;
    return (int)job->number;
}

START_TEST(a_code_fails_the_job_with_its_sentence)
{
    static const int codes[] = {WEIR_EINVAL, WEIR_ENOMEM, WEIR_ETIMEOUT, WEIR_ECANCELLED, WEIR_EFAILED};
    for (int i = 0; i < (int)(sizeof codes / sizeof *codes); i++) {
        struct job *job = a_job(answer_its_number);
        job->number = codes[i];
        run_until_ended(start_with(job, spec_of(job)));
        ended_as(job, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, codes[i]);
        ck_assert_str_eq(job->error, weir_error_text(codes[i]));
    }
}
END_TEST

static int
ask_and_answer_its_number(struct weir_job *self, struct job *job)
{
    weir_after(self, 0);
    return (int)job->number;
}

START_TEST(an_answer_that_is_none_fails_the_job)
{
    static const int answers[] = {0, 12345, -12345, INT32_MAX, INT32_MIN};
    for (int i = 0; i < (int)(sizeof answers / sizeof *answers); i++) {
        struct job *job = a_job(_i ? ask_and_answer_its_number : answer_its_number);
        job->number = answers[i];
        run_until_ended(start_with(job, spec_of(job)));
        ck_assert_int_eq(job->end.status, WEIR_JOB_FAILED);
        ck_assert_int_lt(job->end.why, 0);
        ck_assert_str_ne(job->error, "");
        ck_assert_int_eq(job->steps, 1);
    }
}
END_TEST

struct selves {
    int64_t id;
    struct weir *w, *current;
    bool cancelled, has_time;
};

static int
tell_itself(struct weir_job *self, struct job *job)
{
    struct selves *selves = job->data;
    *selves = (struct selves){weir_job_id(self), weir_job_weir(self), weir_current(),
                              weir_job_cancelled(self), weir_job_has_time(self)};
    return weir_done(self, NULL);
}

START_TEST(a_step_knows_whose_it_is)
{
    struct selves selves = {0};
    struct job *job = a_job(tell_itself);
    job->data = &selves;
    run_until_ended(start_with(job, spec_of(job)));
    ck_assert_int_eq(selves.id, job->id);
    ck_assert_ptr_eq(selves.w, kit.w);
    ck_assert_ptr_eq(selves.current, kit.w);
    ck_assert(!selves.cancelled);
    ck_assert(selves.has_time);
}
END_TEST

static int
work_while_it_has_time(struct weir_job *self, struct job *job)
{
    for (job->number = 0; weir_job_has_time(self) && job->number < 100; job->number++)
        burn(WEIR_MS(1));
    return weir_done(self, NULL);
}

START_TEST(a_step_is_told_when_the_time_of_its_turn_is_used_up)
{
    struct job *job = start(work_while_it_has_time);
    run_until_ended(job);
    ck_assert_int_ge(job->number, 1);
    ck_assert_int_le(job->number, 5); /* of a budget of 4 ms */
}
END_TEST

static int
hold_the_loop(struct weir_job *self, struct job *job)
{
    (void)job;
    burn(WEIR_MS(60));
    return weir_done(self, NULL);
}

START_TEST(a_step_that_holds_the_loop_is_named_in_the_log)
{
    struct job *job = a_job(hold_the_loop);
    struct weir_job_spec spec = spec_of(job);
    spec.name = "slow job";
    run_until_ended(start_with(job, spec));
    ck_assert_int_eq(log_count(), 1);
    ck_assert(log_contains("\"slow job\""));
}
END_TEST

/* Beside others. */

enum {
    ROUNDS = 15
};

static struct {
    struct job *slow[3];
    atomic_int rounds; /* of a plain task that posts itself again */
    int farthest;      /* from a job's steps to the task's rounds */
} beside;

static void
look_how_far(void)
{
    for (int i = 0; i < 3; i++) {
        int steps = beside.slow[i] ? atomic_load(&beside.slow[i]->steps) : 0;
        int apart = abs(steps - atomic_load(&beside.rounds));
        beside.farthest = apart > beside.farthest ? apart : beside.farthest;
    }
}

static void
go_round(void *unused)
{
    if (atomic_fetch_add(&beside.rounds, 1) + 1 < ROUNDS)
        ck_assert_int_ge(weir_post(kit.w, go_round, unused), 0);
    look_how_far();
}

static int
work_slowly(struct weir_job *self, struct job *job)
{
    burn(WEIR_MS(2)); /* two fill a turn */
    return end_at_number(self, job);
}

START_TEST(slow_jobs_and_plain_tasks_keep_pace)
{
    memset(&beside, 0, sizeof beside);
    for (int i = 0; i < 3; i++) {
        beside.slow[i] = a_job(work_slowly);
        beside.slow[i]->number = ROUNDS;
        start_with(beside.slow[i], spec_of(beside.slow[i]));
    }
    ck_assert_int_ge(weir_post(kit.w, go_round, NULL), 0);
    run_until_all_ended();
    run_until_reaches(&beside.rounds, ROUNDS);
    ck_assert_int_le(beside.farthest, 2);
}
END_TEST

void
laws_of_jobs(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "jobs");
    tcase_add_checked_fixture(tcase, forget_trail, NULL);
    tcase_add_test(tcase, a_job_of_one_step_completes);
    tcase_add_test(tcase, nothing_of_a_job_runs_inside_its_start);
    tcase_add_test(tcase, steps_come_one_in_a_turn);
    tcase_add_test(tcase, a_step_waits_behind_what_was_there);
    tcase_add_test(tcase, what_a_step_posts_goes_before_its_next);
    tcase_add_test(tcase, urgent_jobs_go_before_those_in_the_background);
    tcase_add_test(tcase, a_step_after_some_time_is_never_early);
    tcase_add_test(tcase, after_less_than_nothing_is_after_nothing);
    tcase_add_test(tcase, the_last_that_a_step_says_counts);
    tcase_add_test(tcase, a_failure_keeps_its_text);
    tcase_add_test(tcase, a_code_fails_the_job_with_its_sentence);
    tcase_add_loop_test(tcase, an_answer_that_is_none_fails_the_job, 0, 2);
    tcase_add_test(tcase, a_step_knows_whose_it_is);
    tcase_add_test(tcase, a_step_is_told_when_the_time_of_its_turn_is_used_up);
    tcase_add_test(tcase, a_step_that_holds_the_loop_is_named_in_the_log);
    tcase_add_test(tcase, slow_jobs_and_plain_tasks_keep_pace);
    laws_of_job_frames(suite);
    laws_of_job_ends(suite);
    laws_of_job_cancels(suite);
    laws_of_job_waits(suite);
    laws_of_job_waiters(suite);
    laws_of_job_results(suite);
    laws_of_job_table(suite);
    laws_of_job_memory(suite);
    laws_of_many_jobs(suite);
    laws_of_job_starts(suite);
    laws_of_job_refusals(suite);
    laws_of_job_nests(suite);
}
