/* SPDX-License-Identifier: MIT */
/* Laws of jobs in loops inside loops, and in the child of a fork. Not of those loops themselves (nesting.c), nor of what
 * else a fork must keep (fork.c). */
#include "jobs.h"

/* Loops in loops. */

struct nest {
    struct job *inner;
    int turn; /* what a turn inside was answered */
    bool reached;
    atomic_int closed;
};

static bool
inner_has_ended(void *arg)
{
    return atomic_load(&((struct nest *)arg)->inner->dones) > 0;
}

static void
run_a_loop(void *arg)
{
    struct nest *nest = arg;
    nest->reached = host->run(kit.loop, inner_has_ended, nest, LIMIT);
    add_one(&nest->closed);
}

static struct job *
start_some_steps(struct weir_scope *scope)
{
    struct job *job = a_job(end_at_number);
    job->number = 10;
    job->scope = scope;
    return start_with(job, spec_of(job));
}

START_TEST(in_a_loop_of_the_host_in_a_loop_jobs_go_on)
{
    NEEDS(HOST_NESTS, "it has no nested loops");
    struct nest nest = {.inner = start_some_steps(NULL)};
    host->post(kit.loop, run_a_loop, &nest);
    run_until_reaches(&nest.closed, 1);
    ck_assert(nest.reached);
    completed(nest.inner);
}
END_TEST

static void
open_and_run_a_loop(void *arg)
{
    ck_assert_int_ge(weir_allow_nested(kit.w), 0);
    run_a_loop(arg);
}

START_TEST(in_a_loop_of_a_task_that_opened_the_door_jobs_go_on)
{
    NEEDS(HOST_NESTS, "it has no nested loops");
    struct nest nest = {.inner = start_some_steps(NULL)};
    ck_assert_int_ge(weir_post(kit.w, open_and_run_a_loop, &nest), 0);
    run_until_reaches(&nest.closed, 1);
    ck_assert(nest.reached);
    completed(nest.inner);
    for (int i = 1; i < 10; i++)
        ck_assert_int_ge(nest.inner->at[i], nest.inner->at[i - 1]);
}
END_TEST

static int
open_the_door_and_run_a_loop(struct weir_job *self, struct job *job)
{
    struct nest *nest = job->data;
    ck_assert_int_eq(job->steps, 1); /* no second step begins inside the first */
    nest->inner = start_some_steps(NULL);
    open_and_run_a_loop(nest);
    ck_assert_int_eq(job->steps, 1);
    ck_assert_int_eq(info_of(job).status, WEIR_JOB_RUNNING);
    return weir_done(self, NULL);
}

START_TEST(in_a_loop_of_a_step_that_opened_the_door_other_jobs_go_on)
{
    NEEDS(HOST_NESTS, "it has no nested loops");
    struct nest nest = {.inner = NULL};
    struct job *job = a_job(open_the_door_and_run_a_loop);
    job->data = &nest;
    run_until_ended(start_with(job, spec_of(job)));
    ck_assert(nest.reached);
    completed(job);
    completed(nest.inner);
    ck_assert_int_lt(nest.inner->place, job->place);
}
END_TEST

/* These nest by a turn of their own, which every host can. */

static int
turn_inside(struct weir_job *self, struct job *job)
{
    struct nest *nest = job->data;
    nest->turn = weir_turn(kit.w, NULL, NULL);
    if (job->number)
        ck_assert_int_ge(weir_allow_nested(kit.w), 0);
    for (int i = 0; i < 100 && job->number && nest->inner->dones == 0; i++)
        weir_turn(kit.w, NULL, NULL);
    return weir_done(self, NULL);
}

START_TEST(a_turn_inside_a_step_is_refused_unless_it_opened_the_door)
{
    struct nest nest = {.turn = 0};
    struct job *job = a_job(turn_inside);
    job->data = &nest;
    job->number = _i;
    start_with(job, spec_of(job));
    nest.inner = start_some_steps(NULL);
    run_until_all_ended();
    ck_assert_int_eq(nest.turn, WEIR_EBUSY);
    ck_assert_int_eq(nest.inner->place, _i ? 1 : 2);
}
END_TEST

static int
end_itself_inside(struct weir_job *self, struct job *job)
{
    ck_assert_int_ge(weir_allow_nested(kit.w), 0);
    ck_assert_int_eq(weir_job_cancel(kit.w, job->id), 0);
    for (int i = 0; i < 5; i++)
        weir_turn(kit.w, NULL, NULL);
    ck_assert_int_eq(job->dones, 0); /* it runs yet */
    ck_assert_int_eq(info_of(job).status, WEIR_JOB_RUNNING);
    return job->then(self, job);
}

START_TEST(turns_inside_a_step_do_not_end_its_job)
{
    static plan_fn *const thens[] = {end_at_once, go_on};
    struct job *job = a_job(end_itself_inside);
    job->then = thens[_i];
    run_until_ended(start_with(job, spec_of(job)));
    if (_i == 0)
        completed(job);
    else
        ended_as(job, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
}
END_TEST

static int
barrier_inside(struct weir_job *self, struct job *job)
{
    job->number = weir_scope_barrier(job->data, WEIR_FOREVER);
    return weir_done(self, NULL);
}

START_TEST(the_barrier_inside_a_step_of_the_scope_is_EDEADLK)
{
    struct weir_scope *scope = a_scope(), *child;
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, NULL, &child), 0);
    struct job *own = a_job(barrier_inside), *below = a_job(barrier_inside), *beside = a_job(barrier_inside);
    own->data = own->scope = scope;
    below->data = scope;
    below->scope = child;
    start_with(own, spec_of(own));
    start_with(below, spec_of(below));
    run_until_all_ended();
    ck_assert_int_eq(own->number, WEIR_EDEADLK);
    ck_assert_int_eq(below->number, WEIR_EDEADLK);
    ck_assert(!weir_scope_is_cancelled(scope)); /* nothing changed */
    beside->data = scope;
    struct job *left = settled(start_in(child, sleep_long));
    run_until_ended(start_with(beside, spec_of(beside)));
    ck_assert_int_eq(beside->number, 0);
    ended_as(left, WEIR_JOB_CANCELLED, WEIR_JOB_WHILE_RUNNING, WEIR_ECANCELLED);
    weir_scope_free(child);
    weir_scope_free(scope);
}
END_TEST

/* Fork. A child may not use check, so its jobs are plain ones. */

static struct {
    int64_t chunks, sleeps;
    atomic_int steps, dones, failed;
} copied;

static int
step_of_three(struct weir_job *self, void *unused)
{
    return atomic_fetch_add(&copied.steps, 1) + 1 < 3 ? weir_after(self, 0) : weir_done(self, unused);
}

static int
sleep_in_both(struct weir_job *self, void *unused)
{
    (void)unused;
    return weir_after(self, WEIR_S(3600));
}

static void
count_end(void *unused, const struct weir_job_info *info)
{
    (void)unused;
    atomic_fetch_add(info->status == WEIR_JOB_COMPLETED ? &copied.dones : &copied.failed, 1);
}

static bool
has_reached_it(void *counter)
{
    return atomic_load((atomic_int *)counter) > 0;
}

static bool
child_reaches(atomic_int *counter)
{
    return host->run(kit.loop, has_reached_it, counter, LIMIT);
}

static int
child_that_keeps_jobs(void)
{
    struct weir_job_info info;
    host->fork_child(kit.loop);
    if (weir_fork_child(kit.w, WEIR_FORK_KEEP) != 0)
        return 1;
    if (!child_reaches(&copied.dones) || copied.steps != 3)
        return 2;
    if (weir_job_get(kit.w, copied.sleeps, &info, NULL, 0) != 0 || info.status != WEIR_JOB_RUNNING)
        return 3;
    if (weir_job_cancel(kit.w, copied.sleeps) != 0 || !child_reaches(&copied.failed))
        return 4;
    atomic_store(&copied.dones, 0);
    if (weir_job_start(kit.w, &(struct weir_job_spec){.step = step_of_three, .on_done = count_end}) <= 0)
        return 5;
    if (!child_reaches(&copied.dones))
        return 6;
    if (weir_close(kit.w, WEIR_DROP, WEIR_FOREVER) != 0)
        return 7;
    weir_free(kit.w);
    return 0;
}

static int
child_that_drops_jobs(void)
{
    struct weir_job_info info;
    host->fork_child(kit.loop);
    if (weir_fork_child(kit.w, WEIR_FORK_DROP) != 0)
        return 1;
    if (weir_job_get(kit.w, copied.sleeps, &info, NULL, 0) == 0 && info.status <= WEIR_JOB_RUNNING)
        return 2; /* it would never end */
    int64_t id = weir_job_start(kit.w, &(struct weir_job_spec){.step = step_of_three, .on_done = count_end});
    if (id <= 0 || id == copied.chunks || id == copied.sleeps)
        return 3;
    if (!child_reaches(&copied.dones) || copied.steps != 3)
        return 4;
    if (weir_close(kit.w, WEIR_DROP, WEIR_FOREVER) != 0)
        return 5;
    if (copied.failed != 0 || copied.dones != 1)
        return 6; /* the parent ends its own, and nobody else */
    weir_free(kit.w);
    return 0;
}

START_TEST(a_forked_child_goes_on_with_its_copy_of_the_jobs_or_forgets_them)
{
    NEEDS_FORK();
    NEEDS(HOST_FORKS, "its loop does not survive a fork");
    memset(&copied, 0, sizeof copied);
    copied.sleeps =
        weir_job_start(kit.w, &(struct weir_job_spec){.step = sleep_in_both, .on_done = count_end});
    ck_assert_int_gt(copied.sleeps, 0);
    run_until_idle(); /* no turn is under way */
    copied.chunks =
        weir_job_start(kit.w, &(struct weir_job_spec){.step = step_of_three, .on_done = count_end});
    ck_assert_int_gt(copied.chunks, 0);
    ck_assert_int_eq(forked_child(_i ? child_that_keeps_jobs : child_that_drops_jobs), 0);
    ck_assert_int_eq(copied.steps + copied.dones + copied.failed, 0);
    run_until_reaches(&copied.dones, 1);
    ck_assert_int_eq(copied.steps, 3);
    ck_assert_int_eq(weir_job_cancel(kit.w, copied.sleeps), 0);
    run_until_reaches(&copied.failed, 1);
}
END_TEST

void
laws_of_job_nests(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job nests");
    tcase_add_test(tcase, in_a_loop_of_the_host_in_a_loop_jobs_go_on);
    tcase_add_test(tcase, in_a_loop_of_a_task_that_opened_the_door_jobs_go_on);
    tcase_add_test(tcase, in_a_loop_of_a_step_that_opened_the_door_other_jobs_go_on);
    tcase_add_loop_test(tcase, a_turn_inside_a_step_is_refused_unless_it_opened_the_door, 0, 2);
    tcase_add_loop_test(tcase, turns_inside_a_step_do_not_end_its_job, 0, 2);
    tcase_add_test(tcase, the_barrier_inside_a_step_of_the_scope_is_EDEADLK);
    tcase_add_loop_test(tcase, a_forked_child_goes_on_with_its_copy_of_the_jobs_or_forgets_them, 0, 2);
}
