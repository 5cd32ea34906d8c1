/* SPDX-License-Identifier: MIT */
/* What laws of jobs share: jobs whose steps follow a plan of the law's, a note of each step and of the end, and the
 * files that these laws are spread over. Not the laws. */
#ifndef KIT_LAWS_JOBS_H
#define KIT_LAWS_JOBS_H

#include "ledger.h"

#include <weir/job.h>

#include <stdio.h>
#include <string.h>

enum {
    MOST_JOBS = 256,
    MOST_NOTES = 32 /* of steps of one job */
};

struct job;
typedef int plan_fn(struct weir_job *self, struct job *job); /* answers as a step does */

struct job {
    plan_fn *plan;
    plan_fn *then; /* for plans that do something first and then end */
    void *data;
    int64_t number;
    struct job *other;
    struct weir_scope *scope;

    int64_t id;
    atomic_int steps;          /* begun */
    uint64_t turn[MOST_NOTES]; /* in which each began */
    int64_t at[MOST_NOTES];    /* likewise */

    atomic_int dones; /* calls of on_done: 1, when all is over */
    void (*at_end)(struct job *job, const struct weir_job_info *info);
    struct weir_job_info end; /* as on_done was told; its texts are gone */
    char error[1100];
    int64_t ended_at;
    uint64_t end_turn;
    int place; /* the how manieth to end, from 1 */
};

/* Each file has jobs of its own; those of the law that runs are forgotten when the next begins. */
static struct job jobs[MOST_JOBS];
static int jobs_made;
static atomic_int jobs_ended;

static inline struct job *
a_job(plan_fn *plan)
{
    ck_assert_int_lt(jobs_made, MOST_JOBS);
    struct job *job = &jobs[jobs_made++];
    job->plan = plan;
    return job;
}

static inline int
job_step(struct weir_job *self, void *arg)
{
    struct job *job = arg;
    int step = atomic_load(&job->steps);
    ck_assert_int_eq(atomic_load(&job->dones), 0);
    ck_assert(weir_on_loop_thread(kit.w));
    if (step < MOST_NOTES) {
        job->turn[step] = stats_now().turns;
        job->at[step] = weir_now();
    }
    add_one(&job->steps);
    return job->plan(self, job);
}

static inline void
job_done(void *arg, const struct weir_job_info *info)
{
    struct job *job = arg;
    ck_assert(weir_on_loop_thread(kit.w));
    job->end = *info;
    snprintf(job->error, sizeof job->error, "%s", info->error);
    job->ended_at = weir_now();
    job->end_turn = stats_now().turns;
    job->place = atomic_fetch_add(&jobs_ended, 1) + 1;
    if (job->at_end)
        job->at_end(job, info);
    add_one(&job->dones);
}

/* What it is started with, beside what the law adds. */
static inline struct weir_job_spec
spec_of(struct job *job)
{
    return (struct weir_job_spec){
        .step = job_step, .arg = job, .on_done = job_done, .name = "job", .scope = job->scope};
}

static inline struct job *
start_with(struct job *job, struct weir_job_spec spec)
{
    job->id = weir_job_start(kit.w, &spec);
    ck_assert_int_gt(job->id, 0);
    ck_assert_int_lt(job->id, INT64_C(1) << 53);
    return job;
}

static inline struct job *
start(plan_fn *plan)
{
    struct job *job = a_job(plan);
    return start_with(job, spec_of(job));
}

static inline struct job *
start_in(struct weir_scope *scope, plan_fn *plan)
{
    struct job *job = a_job(plan);
    job->scope = scope;
    return start_with(job, spec_of(job));
}

static inline void
run_until_stepped(struct job *job, int steps)
{
    run_until_reaches(&job->steps, steps);
}

static inline void
run_until_ended(struct job *job)
{
    run_until_reaches(&job->dones, 1);
}

static inline void
run_until_all_ended(void)
{
    for (int i = 0; i < jobs_made; i++)
        if (jobs[i].id > 0)
            run_until_ended(&jobs[i]);
}

static inline struct weir_job_info
info_of(const struct job *job)
{
    static char text[2048];
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, text, sizeof text), 0);
    return info;
}

/* It has ended, and in the table it is as it was told. */
static inline void
ended_as(struct job *job, enum weir_job_status status, enum weir_job_when when, int why)
{
    ck_assert_int_eq(atomic_load(&job->dones), 1);
    ck_assert_int_eq(job->end.id, job->id);
    ck_assert_str_eq(weir_job_status_name(job->end.status), weir_job_status_name(status));
    ck_assert_int_eq(job->end.when, when);
    ck_assert_str_eq(weir_error_name(job->end.why), weir_error_name(why));
    ck_assert_uint_eq(job->end.steps, (uint64_t)atomic_load(&job->steps));
    ck_assert_int_eq(status == WEIR_JOB_COMPLETED, job->error[0] == '\0');
    struct weir_job_info info = info_of(job);
    ck_assert_int_eq(info.status, status);
    ck_assert_int_eq(info.when, when);
    ck_assert_int_eq(info.why, why);
    ck_assert_str_eq(info.error, job->error);
    ck_assert_uint_eq(info.steps, job->end.steps);
    ck_assert_int_eq(info.completed_at, job->end.completed_at);
    ck_assert_int_gt(info.completed_at, 0);
    ck_assert_int_eq(info.duration, job->end.duration);
    ck_assert_int_eq(info.remaining, 0);
    ck_assert_int_eq(info.remaining_frames, 0);
    ck_assert_ptr_null(info.result);
}

static inline void
completed(struct job *job)
{
    ended_as(job, WEIR_JOB_COMPLETED, WEIR_JOB_WHILE_RUNNING, 0);
}

static inline void
failed_with(struct job *job, const char *text)
{
    ended_as(job, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, WEIR_EFAILED);
    ck_assert_msg(strstr(job->error, text), "\"%s\" in \"%s\"", text, job->error);
}

static inline void
turns_are_different(struct job *job)
{
    for (int i = 1; i < atomic_load(&job->steps) && i < MOST_NOTES; i++)
        ck_assert_uint_gt(job->turn[i], job->turn[i - 1]);
}

/* Ends as cancelled what the law has left, and comes back when it has. */
static inline void
cancel(struct job *job)
{
    ck_assert_int_eq(weir_job_cancel(kit.w, job->id), 0);
}

static inline void
cancel_and_end(struct job *job)
{
    cancel(job);
    run_until_ended(job);
}

/* Plans. */

static inline int
end_at_once(struct weir_job *self, struct job *job)
{
    return weir_done(self, job->data);
}

static inline int
fail_at_once(struct weir_job *self, struct job *job)
{
    (void)job;
    return weir_fail(self, "as planned");
}

static inline int
go_on(struct weir_job *self, struct job *job)
{
    (void)job;
    return weir_after(self, 0);
}

/* As many steps as its number, one after the other. */
static inline int
end_at_number(struct weir_job *self, struct job *job)
{
    return atomic_load(&job->steps) >= job->number ? weir_done(self, job->data) : weir_after(self, 0);
}

static inline int
sleep_long(struct weir_job *self, struct job *job)
{
    return atomic_load(&job->steps) > 1 ? weir_done(self, job->data) : weir_after(self, WEIR_S(3600));
}

static inline int
wait_for_far_frame(struct weir_job *self, struct job *job)
{
    return atomic_load(&job->steps) > 1 ? weir_done(self, job->data) : weir_after_frames(self, 1000000);
}

/* The other job, or the job of that number if there is no other. */
static inline int
await_other(struct weir_job *self, struct job *job)
{
    if (atomic_load(&job->steps) > 1)
        return job->then ? job->then(self, job) : weir_done(self, job->data);
    return weir_await(self, job->other ? job->other->id : job->number);
}

/* The scope that its data points at. */
static inline int
await_data(struct weir_job *self, struct job *job)
{
    if (atomic_load(&job->steps) > 1)
        return job->then ? job->then(self, job) : weir_done(self, NULL);
    return weir_await_scope(self, job->data);
}

static inline struct job *
start_awaiting(struct job *other)
{
    struct job *job = a_job(await_other);
    job->other = other;
    return start_with(job, spec_of(job));
}

static inline struct job *
start_awaiting_scope(struct weir_scope *scope)
{
    struct job *job = a_job(await_data);
    job->data = scope;
    return start_with(job, spec_of(job));
}

/* A job that is where it will stay: its first step is over, or a turn has passed it by. */
static inline struct job *
settled(struct job *job)
{
    run_until_stepped(job, 1);
    return job;
}

static inline struct weir_scope *
a_scope(void)
{
    struct weir_scope *scope;
    ck_assert_int_eq(weir_scope_new(kit.w, &scope), 0);
    return scope;
}

static inline void
turn(void)
{
    ck_assert_int_ge(weir_turn(kit.w, NULL, NULL), 0);
}

/* As this kind of host dies, or as one dies that has no pump of its own. */
static inline void
lose_the_host(void)
{
    static const struct weir_pump ghost = {.size = sizeof ghost, .name = "ghost"};
    if (host->can & HOST_DIES) {
        host->die(kit.loop, kit.w);
        return;
    }
    ck_assert_int_eq(weir_detach(kit.w), 0);
    ck_assert_int_eq(weir_attach(kit.w, &ghost, NULL), 0);
    ck_assert_int_eq(weir_host_lost(kit.w), 0);
}

/* Fixture. */

static inline void
forget_jobs(void)
{
    memset(jobs, 0, sizeof jobs);
    jobs_made = 0;
    atomic_store(&jobs_ended, 0);
}

/* Every job that was started has ended exactly once when its weir is closed, whatever the law was about. */
static inline void
all_ended_once(void)
{
    if (!kit.w)
        return;
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    for (int i = 0; i < jobs_made; i++)
        ck_assert_int_eq(atomic_load(&jobs[i].dones), jobs[i].id > 0);
}

static inline TCase *
case_of_jobs(Suite *suite, const char *name)
{
    TCase *tcase = kit_case(suite, name);
    tcase_add_checked_fixture(tcase, forget_jobs, all_ended_once);
    return tcase;
}

/* Each file adds its cases; by jobs.c. */
void laws_of_job_frames(Suite *suite);
void laws_of_job_ends(Suite *suite);
void laws_of_job_cancels(Suite *suite);
void laws_of_job_waits(Suite *suite);
void laws_of_job_waiters(Suite *suite);
void laws_of_job_results(Suite *suite);
void laws_of_job_table(Suite *suite);
void laws_of_job_memory(Suite *suite);
void laws_of_many_jobs(Suite *suite);
void laws_of_job_starts(Suite *suite);
void laws_of_job_refusals(Suite *suite);
void laws_of_job_nests(Suite *suite);
void laws_of_scope_calls(Suite *suite); /* by scope_trees.c */

#endif
