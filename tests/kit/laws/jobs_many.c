/* SPDX-License-Identifier: MIT */
/* Laws of a thousand jobs at once: that all are ready, due, awaited or cancelled in one moment loses none of them. Not of one
 * after the other (jobs_memory.c). */
#include "jobs.h"

enum {
    THOUSAND = 1000,
    MANY = 70000 /* more than 16 bits count */
};

/* They are too many for jobs of the fixture, and all alike. */
static struct crowd {
    int (*first)(struct weir_job *self); /* what each says in its first step */
    int64_t awaited;
    struct weir_scope *scope;
    atomic_int stepped, again, ended, cancelled, found;
} crowd;

static int
step_of_crowd(struct weir_job *self, void *arg)
{
    bool *stepped = arg;
    struct weir_job_info info;
    if (!*stepped) {
        *stepped = true;
        add_one(&crowd.stepped);
        return crowd.first(self);
    }
    add_one(&crowd.again);
    if (crowd.awaited && weir_job_get(kit.w, crowd.awaited, &info, NULL, 0) == 0)
        add_one(&crowd.found);
    return weir_done(self, NULL);
}

static void
end_of_crowd(void *arg, const struct weir_job_info *info)
{
    (void)arg;
    add_one(info->status == WEIR_JOB_CANCELLED ? &crowd.cancelled : &crowd.ended);
}

static int
crowd_goes_on(struct weir_job *self)
{
    return weir_after(self, 0);
}

static int
crowd_sleeps(struct weir_job *self)
{
    return weir_after(self, WEIR_MS(1));
}

static int
crowd_sleeps_long(struct weir_job *self)
{
    return weir_after(self, WEIR_S(3600));
}

static int
crowd_waits_for_a_frame(struct weir_job *self)
{
    return weir_after_frames(self, 2);
}

static int
crowd_awaits(struct weir_job *self)
{
    return weir_await(self, crowd.awaited);
}

static int
crowd_awaits_scope(struct weir_job *self)
{
    return weir_await_scope(self, crowd.scope);
}

static bool crowd_stepped[MANY];

static void
start_crowd(int count, int (*first)(struct weir_job *self), struct weir_scope *scope)
{
    memset(crowd_stepped, 0, sizeof crowd_stepped);
    crowd.first = first;
    for (int i = 0; i < count; i++) {
        struct weir_job_spec spec = {
            .step = step_of_crowd, .on_done = end_of_crowd, .arg = &crowd_stepped[i], .scope = scope};
        ck_assert_int_gt(weir_job_start(kit.w, &spec), 0);
    }
}

static void
forget_crowd(void)
{
    memset(&crowd, 0, sizeof crowd);
}

START_TEST(a_thousand_may_wait_for_the_same)
{
    static int (*const firsts[])(struct weir_job *) = {crowd_goes_on, crowd_sleeps, crowd_waits_for_a_frame,
                                                       crowd_awaits, crowd_awaits_scope};
    crowd.scope = a_scope();
    struct job *awaited = settled(start_in(crowd.scope, sleep_long));
    crowd.awaited = awaited->id;
    start_crowd(THOUSAND, firsts[_i], NULL);
    run_until_reaches(&crowd.stepped, THOUSAND);
    ck_assert_int_eq(weir_job_reschedule(kit.w, awaited->id, 0), 0);
    run_until_reaches(&crowd.ended, THOUSAND);
    ck_assert_int_eq(crowd.again, THOUSAND);
    ck_assert_int_eq(crowd.cancelled, 0);
    ck_assert_int_eq(crowd.found, THOUSAND);
    run_until_ended(awaited);
    weir_scope_free(crowd.scope);
}
END_TEST

static void
cancel_each(void)
{
    ck_assert_int_eq(weir_jobs_cancel_all(kit.w), THOUSAND);
}

static void
cancel_scope(void)
{
    ck_assert_int_eq(weir_scope_cancel(crowd.scope), 0);
}

static void
strike_scope(void)
{
    ck_assert_int_eq(weir_scope_barrier(crowd.scope, 0), 0);
    ck_assert_int_eq(crowd.cancelled, THOUSAND);
}

static void
close_over_them(void)
{
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    ck_assert_int_eq(crowd.cancelled, THOUSAND);
}

START_TEST(a_thousand_may_be_ended_at_once)
{
    static void (*const ends[])(void) = {cancel_each, cancel_scope, strike_scope, close_over_them};
    crowd.scope = a_scope();
    start_crowd(THOUSAND, crowd_sleeps_long, crowd.scope);
    if (_i % 2)
        run_until_reaches(&crowd.stepped, THOUSAND); /* else they are on their way yet */
    ends[_i / 2]();
    run_until_reaches(&crowd.cancelled, THOUSAND);
    ck_assert_int_eq(crowd.stepped, _i % 2 ? THOUSAND : 0);
    ck_assert_int_eq(crowd.ended + crowd.again, 0);
    weir_scope_free(crowd.scope);
}
END_TEST

START_TEST(seventy_thousand_may_await_one_and_all_find_its_record)
{
    NEEDS(HOST_IS_VIRTUAL, "it is the same on every host, and takes long");
    ck_assert_int_eq(weir_jobs_keep(kit.w, 0, 0), 0);
    struct job *awaited = settled(start(sleep_long));
    crowd.awaited = awaited->id;
    start_crowd(MANY, crowd_awaits, NULL);
    run_until_reaches(&crowd.stepped, MANY);
    ck_assert_int_eq(weir_job_reschedule(kit.w, awaited->id, 0), 0);
    run_until_reaches(&crowd.ended, MANY);
    ck_assert_int_eq(crowd.found, MANY);
    struct weir_job_info info;
    weir_jobs_clear(kit.w);
    ck_assert_int_eq(weir_job_get(kit.w, awaited->id, &info, NULL, 0), WEIR_ESTALE);
}
END_TEST

void
laws_of_many_jobs(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "many jobs");
    tcase_add_checked_fixture(tcase, forget_crowd, NULL);
    tcase_add_loop_test(tcase, a_thousand_may_wait_for_the_same, 0, 5);
    tcase_add_loop_test(tcase, a_thousand_may_be_ended_at_once, 0, 8);
    tcase_add_test(tcase, seventy_thousand_may_await_one_and_all_find_its_record);
}
