/* SPDX-License-Identifier: MIT */
/* Laws of what jobs take of the system: no more for having run many, nothing once they are started, and no harm where there
 * is none to be had. Not of the table's limits (jobs_table.c). */
#include "jobs.h"

#include <stdlib.h>

/* Fixture: the core's memory and locks, counted, and as scarce as a law wants. */

static struct {
    atomic_int blocks; /* that the core holds */
    atomic_int left;   /* so many more are given out; below 0: as many as there are */
    atomic_int locks;  /* likewise */
    struct system_calls real;
} memory;

static void *
count_allocation(size_t size)
{
    if (atomic_load(&memory.left) == 0)
        return NULL;
    atomic_fetch_sub(&memory.left, atomic_load(&memory.left) > 0);
    add_one(&memory.blocks);
    return memory.real.allocate(size);
}

static void
count_release(void *block)
{
    if (block)
        atomic_fetch_sub(&memory.blocks, 1);
    memory.real.release(block);
}

static int
count_lock(void *native)
{
    if (atomic_load(&memory.locks) == 0)
        return -1;
    atomic_fetch_sub(&memory.locks, atomic_load(&memory.locks) > 0);
    return memory.real.lock_init(native);
}

static void
count_blocks(void)
{
    kit_close(); /* other threads of the host's may read the table of calls, but none of weir's */
    memory.real = weir_system;
    memory.blocks = 0;
    memory.left = memory.locks = -1;
    weir_system.allocate = count_allocation;
    weir_system.release = count_release;
    weir_system.lock_init = count_lock;
    kit_open(NULL);
}

static void
count_no_blocks(void)
{
    kit_close();
    ck_assert_int_eq(memory.blocks, 0);
    weir_system.allocate = memory.real.allocate;
    weir_system.release = memory.real.release;
    weir_system.lock_init = memory.real.lock_init;
    kit_open(NULL);
}

/* What a record takes does not depend on how many there were. */

enum {
    BATCH = 200,
    MANY = 1000000,
    FEW = 4000
};

static atomic_int many_ended;

static int
end_one_of_many(struct weir_job *self, void *arg)
{
    return weir_done(self, arg);
}

static void
many_done(void *arg, const struct weir_job_info *info)
{
    (void)arg;
    ck_assert_int_eq(info->status, WEIR_JOB_COMPLETED);
    add_one(&many_ended);
}

static void
run_batch(int64_t *ids)
{
    const struct weir_budget all = {.tasks = 100000};
    int before = many_ended;
    for (int i = 0; i < BATCH; i++) {
        ids[i] =
            weir_job_start(kit.w, &(struct weir_job_spec){.step = end_one_of_many, .on_done = many_done});
        ck_assert_int_gt(ids[i], 0);
    }
    while (many_ended < before + BATCH)
        ck_assert_int_ge(weir_turn(kit.w, &all, NULL), 0);
}

static int
by_number(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

START_TEST(a_million_jobs_take_no_more_memory_than_a_few_and_no_id_comes_twice)
{
    int many = host->can & HOST_IS_VIRTUAL ? MANY : FEW;
    int64_t *ids = malloc((size_t)many * sizeof *ids);
    ck_assert_ptr_nonnull(ids);
    count_blocks();
    many_ended = 0;
    for (int i = 0; i < FEW / 2; i += BATCH)
        run_batch(ids + i);
    int blocks = memory.blocks;
    for (int i = FEW / 2; i < many; i += BATCH)
        run_batch(ids + i);
    ck_assert_int_eq(memory.blocks, blocks);
    count_no_blocks();
    ck_assert_int_eq(many_ended, many);
    qsort(ids, (size_t)many, sizeof *ids, by_number);
    for (int i = 1; i < many; i++)
        ck_assert_msg(ids[i] != ids[i - 1], "%lld came twice", (long long)ids[i]);
    free(ids);
}
END_TEST

/* None left. */

static struct weir_job_spec
rich_spec(struct job *job)
{
    struct weir_job_spec spec = spec_of(job);
    spec.description = "a job that takes all that one may";
    spec.info = "[1]";
    spec.key = "key";
    spec.timeout = WEIR_S(3600);
    return spec;
}

START_TEST(a_start_without_memory_is_ENOMEM_and_starts_nothing)
{
    count_blocks();
    struct job *job = a_job(end_at_once);
    struct weir_job_spec spec = rich_spec(job);
    int64_t id = WEIR_ENOMEM;
    int tries = 0;
    for (; id == WEIR_ENOMEM && tries < 20; tries++) {
        ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
        memory.left = tries;
        id = weir_job_start(kit.w, &spec);
        memory.left = -1;
    }
    ck_assert_int_gt(id, 0);
    ck_assert_int_ge(tries, 2); /* one at least has failed */
    job->id = id;
    run_until_ended(job);
    completed(job);
    all_ended_once();
    count_no_blocks();
}
END_TEST

START_TEST(a_first_start_without_locks_is_ESYSTEM_and_starts_nothing)
{
    count_blocks();
    struct job *job = a_job(end_at_once);
    struct weir_job_spec spec = spec_of(job);
    int64_t id = WEIR_ESYSTEM;
    int tries = 0;
    for (; id == WEIR_ESYSTEM && tries < 1000; tries++) {
        memory.locks = tries;
        id = weir_job_start(kit.w, &spec);
        memory.locks = -1;
    }
    ck_assert_int_gt(id, 0);
    job->id = id;
    run_until_ended(job);
    all_ended_once();
    count_no_blocks();
}
END_TEST

static int
use_all(struct weir_job *self, struct job *job)
{
    switch (atomic_load(&job->steps)) {
    case 1:
        return weir_after(self, 0);
    case 2:
        return weir_after(self, WEIR_US(10));
    case 3:
        return weir_after_frames(self, 1);
    case 4:
        return weir_await(self, job->other->id);
    case 5:
        return weir_await_scope(self, job->data);
    default:
        return weir_done(self, NULL);
    }
}

START_TEST(once_it_is_started_a_job_needs_no_memory)
{
    count_blocks();
    struct weir_scope *scope = a_scope(), *other = a_scope();
    struct job *job = a_job(use_all), *awaited = start(sleep_long), *inside = start_in(other, sleep_long);
    job->other = awaited;
    job->data = other;
    job->scope = scope;
    start_with(job, rich_spec(job));
    memory.left = 0;
    run_until_stepped(job, 4);
    cancel_and_end(awaited);
    run_until_stepped(job, 5);
    ck_assert_int_eq(weir_job_reschedule(kit.w, inside->id, 1), 0);
    ck_assert_int_eq(weir_scope_cancel(other), 0);
    run_until_all_ended();
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    memory.left = -1;
    completed(job);
    ended_as(awaited, WEIR_JOB_CANCELLED, awaited->end.when, WEIR_ECANCELLED);
    weir_scope_free(scope);
    weir_scope_free(other);
    all_ended_once();
    count_no_blocks();
}
END_TEST

static int
say_without_memory(struct weir_job *self, struct job *job)
{
    memory.left = 0;
    job->number = weir_job_progress(self, 1, 2, "half");
    int answer = weir_fail(self, "a text");
    memory.left = -1;
    return answer;
}

START_TEST(without_memory_a_failure_says_so)
{
    count_blocks();
    struct job *job = a_job(say_without_memory);
    struct weir_job_spec spec = spec_of(job);
    spec.description = _i ? "has words already" : NULL;
    run_until_ended(start_with(job, spec));
    ended_as(job, WEIR_JOB_FAILED, WEIR_JOB_WHILE_RUNNING, WEIR_EFAILED);
    ck_assert_str_eq(job->error, "out of memory for the error's text");
    ck_assert_int_eq(info_of(job).done, 1); /* the numbers are noted in any case */
    ck_assert(job->number == 0 || job->number == WEIR_ENOMEM);
    all_ended_once();
    count_no_blocks();
}
END_TEST

START_TEST(scopes_without_memory_are_ENOMEM)
{
    count_blocks();
    struct weir_scope *scope = a_scope(), *out = scope;
    memory.left = 0;
    ck_assert_int_eq(weir_scope_new_in(kit.w, scope, "x", &out), WEIR_ENOMEM);
    ck_assert_ptr_null(out);
    ck_assert_int_eq(weir_scope_on_cancel(scope, add_one, &memory.left), WEIR_ENOMEM);
    ck_assert_int_eq(weir_scope_cancel(scope), 0);
    ck_assert_int_eq(weir_scope_barrier(scope, 0), 0);
    memory.left = -1;
    weir_scope_free(scope);
    run_for(WEIR_MS(1));
    count_no_blocks();
}
END_TEST

void
laws_of_job_memory(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job memory");
    tcase_add_test(tcase, a_million_jobs_take_no_more_memory_than_a_few_and_no_id_comes_twice);
    tcase_add_test(tcase, a_start_without_memory_is_ENOMEM_and_starts_nothing);
    tcase_add_test(tcase, a_first_start_without_locks_is_ESYSTEM_and_starts_nothing);
    tcase_add_test(tcase, once_it_is_started_a_job_needs_no_memory);
    tcase_add_loop_test(tcase, without_memory_a_failure_says_so, 0, 2);
    tcase_add_test(tcase, scopes_without_memory_are_ENOMEM);
}
