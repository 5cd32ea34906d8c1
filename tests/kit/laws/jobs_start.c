/* SPDX-License-Identifier: MIT */
/* Laws of what a job is started with: its texts, a key that joins another, a delay that is changed. Not of what is refused
 * (jobs_refusals.c). */
#include "jobs.h"

/* Its record. */

START_TEST(a_record_says_what_the_job_was_started_with)
{
    char text[256], description[] = "count the stars", info_text[] = " {\"stars\": [1, 2.5e3, null]} ";
    struct weir_scope *scope;
    struct weir_job_info info;
    ck_assert_int_eq(weir_scope_new_in(kit.w, NULL, "night", &scope), 0);
    struct job *job = a_job(sleep_long);
    struct weir_job_spec spec = spec_of(job);
    spec.description = description;
    spec.info = info_text;
    spec.scope = scope;
    start_with(job, spec);
    memset(description, 'x', sizeof description - 1); /* it has copies */
    memset(info_text, 'x', sizeof info_text - 1);
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, text, sizeof text), 0);
    ck_assert_int_eq(info.id, job->id);
    ck_assert_int_eq(info.status, WEIR_JOB_PENDING);
    ck_assert_int_eq(info.when, WEIR_JOB_NOT_YET);
    ck_assert_int_eq(info.why, 0);
    ck_assert(!info.cancel_requested);
    ck_assert_str_eq(info.description, "count the stars");
    ck_assert_str_eq(info.info, " {\"stars\": [1, 2.5e3, null]} ");
    ck_assert_str_eq(info.label, "night");
    ck_assert_str_eq(info.error, "");
    ck_assert_str_eq(info.progress_text, "");
    ck_assert_uint_eq(info.steps, 0);
    ck_assert_int_gt(info.created_at, WEIR_S(1600000000)); /* a wall clock: after 2020 */
    ck_assert_int_eq(info.completed_at, 0);
    ck_assert_int_ge(info.duration, 0);
    cancel_and_end(job);
    weir_scope_free(scope);
}
END_TEST

START_TEST(a_job_without_a_description_is_called_by_its_name)
{
    struct weir_job_info info;
    char text[64];
    struct job *job = start(end_at_once);
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, text, sizeof text), 0);
    ck_assert_str_eq(info.description, "job");
    ck_assert_str_eq(info.info, "");
    ck_assert_str_eq(info.label, "");
    run_until_ended(job);
}
END_TEST

START_TEST(texts_that_do_not_fit_are_cut_and_say_how_much_would_do)
{
    char long_text[2001], text[1100];
    struct weir_job_info info;
    memset(long_text, 'd', sizeof long_text);
    long_text[2000] = 0;
    struct job *job = a_job(sleep_long);
    struct weir_job_spec spec = spec_of(job);
    spec.description = long_text;
    spec.info = "[\"\xe2\x82\xac\xe2\x82\xac\"]";
    start_with(job, spec);
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, NULL, 0), 0);
    ck_assert_str_eq(info.description, "");
    ck_assert_uint_gt(info.text_size, 1023 + 10);
    ck_assert_uint_le(info.text_size, sizeof text);
    for (size_t size = 1; size <= info.text_size; size++) {
        struct weir_job_info cut;
        text[size] = '!';
        ck_assert_int_eq(weir_job_get(kit.w, job->id, &cut, text, size), 0);
        ck_assert_int_eq(text[size], '!');
        ck_assert_uint_eq(cut.text_size, info.text_size);
        size_t last = strlen(cut.info);
        ck_assert(last == 0 || (cut.info[last - 1] & 0x80) == 0 ||
                  (last - 2) % 3 == 0); /* whole characters */
    }
    ck_assert_int_eq(weir_job_get(kit.w, job->id, &info, text, info.text_size), 0);
    ck_assert_uint_eq(strlen(info.description), 1023);
    ck_assert_str_eq(info.info, spec.info);
    cancel_and_end(job);
}
END_TEST

static int
note_duration(struct weir_job *self, struct job *job)
{
    job->number = info_of(job).duration;
    return weir_done(self, NULL);
}

START_TEST(a_record_says_how_long_the_job_took)
{
    int64_t began = weir_now();
    struct job *job = a_job(note_duration);
    struct weir_job_spec spec = spec_of(job);
    spec.delay = WEIR_MS(2);
    run_until_ended(start_with(job, spec));
    ck_assert_int_ge(job->number, WEIR_MS(2));
    ck_assert_int_ge(job->end.duration, job->number);
    ck_assert_int_le(job->end.duration, weir_now() - began);
    burn(WEIR_MS(1));
    ck_assert_int_eq(info_of(job).duration, job->end.duration); /* it has stopped */
}
END_TEST

/* Keys. */

static struct job *
keyed_job(plan_fn *plan, const char *key, bool *joined, struct weir_job_spec *spec)
{
    struct job *job = a_job(plan);
    *spec = spec_of(job);
    spec->key = key;
    spec->joined = joined;
    return job;
}

START_TEST(while_a_job_with_this_key_is_pending_another_joins_it)
{
    bool joined = true;
    struct weir_job_spec spec;
    struct job *first = keyed_job(end_at_once, "redraw", &joined, &spec);
    spec.delay = WEIR_MS(5);
    start_with(first, spec);
    ck_assert(!joined);
    struct job *second = keyed_job(end_at_once, "redraw", &joined, &spec);
    ck_assert_int_eq(weir_job_start(kit.w, &spec), first->id);
    ck_assert(joined);
    struct job *other = keyed_job(end_at_once, "redraw all", &joined, &spec);
    start_with(other, spec);
    ck_assert(!joined);
    ck_assert_int_ne(other->id, first->id);
    run_until_all_ended();
    ck_assert_int_eq(first->steps, 1);
    ck_assert_int_eq(second->steps + second->dones, 0); /* its argument was not taken */
    struct job *later = keyed_job(end_at_once, "redraw", &joined, &spec);
    start_with(later, spec);
    ck_assert(!joined);
    ck_assert_int_ne(later->id, first->id);
    run_until_all_ended();
}
END_TEST

START_TEST(a_job_that_has_begun_is_joined_no_more)
{
    bool joined = true;
    struct weir_job_spec spec;
    struct job *first = keyed_job(sleep_long, "load", &joined, &spec);
    settled(start_with(first, spec));
    struct job *second = keyed_job(end_at_once, "load", &joined, &spec);
    start_with(second, spec);
    ck_assert(!joined);
    ck_assert_int_eq(weir_job_start(kit.w, &spec), second->id); /* the newer is the one that is pending */
    ck_assert(joined);
    run_until_ended(second);
    cancel_and_end(first);
}
END_TEST

/* Not the fixture's jobs: many starts share one argument. */
static struct {
    atomic_int started, joined, begun, ended;
} shared;

static int
begin_shared(struct weir_job *self, void *unused)
{
    add_one(&shared.begun);
    return weir_done(self, unused);
}

static void
end_shared(void *unused, const struct weir_job_info *info)
{
    (void)unused, (void)info;
    add_one(&shared.ended);
}

static void *
start_with_one_key(void *unused)
{
    for (int i = 0; i < 200; i++) {
        bool joined;
        struct weir_job_spec spec = {
            .step = begin_shared, .on_done = end_shared, .key = "shared", .joined = &joined};
        if (weir_job_start(kit.w, &spec) <= 0)
            return &shared;
        add_one(joined ? &shared.joined : &shared.started);
    }
    return unused;
}

START_TEST(threads_that_start_with_one_key_agree_on_who_started)
{
    pthread_t threads[4];
    memset(&shared, 0, sizeof shared);
    for (int i = 0; i < 4; i++)
        threads[i] = kit_thread(start_with_one_key, NULL);
    run_until_reaches(&shared.ended, 1);
    for (int i = 0; i < 4; i++)
        ck_assert_ptr_null(kit_join(threads[i]));
    run_until_reaches(&shared.ended, shared.started);
    run_for(WEIR_MS(1));
    ck_assert_int_eq(shared.started + shared.joined, 800);
    ck_assert_int_eq(shared.begun, shared.started);
    ck_assert_int_eq(shared.ended, shared.started);
}
END_TEST

/* A delay that is changed. */

static struct job *
start_delayed(int64_t delay, uint32_t frames)
{
    struct job *job = a_job(end_at_once);
    struct weir_job_spec spec = spec_of(job);
    spec.delay = delay;
    spec.frames = frames;
    return start_with(job, spec);
}

START_TEST(what_is_left_of_a_delay_can_be_seen)
{
    struct job *job = start_delayed(WEIR_S(60), 0), *framed = start_delayed(0, 1000);
    int64_t left = info_of(job).remaining;
    ck_assert_int_le(left, WEIR_S(60));
    ck_assert_int_gt(left, WEIR_S(30));
    burn(WEIR_MS(1));
    ck_assert_int_le(info_of(job).remaining, left - WEIR_MS(1));
    ck_assert_int_eq(info_of(job).remaining_frames, 0);
    ck_assert_int_eq(info_of(framed).remaining, 0);
    ck_assert_int_gt(info_of(framed).remaining_frames, 900);
    ck_assert_int_le(info_of(framed).remaining_frames, 1000);
    cancel(job);
    cancel(framed);
    run_until_all_ended();
}
END_TEST

static int
bring_forward(void *job)
{
    return weir_job_reschedule(kit.w, ((struct job *)job)->id, WEIR_MS(1));
}

START_TEST(a_job_that_waits_for_a_time_or_a_frame_can_be_rescheduled)
{
    struct job *all[] = {start_delayed(WEIR_S(3600), 0), start_delayed(0, 1000000), start(sleep_long),
                         start(wait_for_far_frame)};
    settled(all[2]);
    settled(all[3]);
    for (int i = 0; i < 4; i++) {
        int64_t began = weir_now();
        int steps = all[i]->steps;
        ck_assert_int_eq(_i ? ask_elsewhere(bring_forward, all[i]) : bring_forward(all[i]), 0);
        ck_assert_int_eq(info_of(all[i]).remaining_frames, 0);
        ck_assert_int_le(info_of(all[i]).remaining, WEIR_MS(1));
        run_until_ended(all[i]);
        completed(all[i]);
        ck_assert_int_ge(all[i]->at[steps], began + WEIR_MS(1));
    }
}
END_TEST

START_TEST(a_job_that_is_rescheduled_to_now_is_ready)
{
    struct job *job = start_delayed(WEIR_S(3600), 0);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, 0), 0);
    ck_assert_int_eq(job->steps, 0); /* never inside the call */
    run_until_ended(job);
    completed(job);
}
END_TEST

START_TEST(a_job_that_is_put_off_does_not_come_at_its_old_time)
{
    struct job *job = start_delayed(WEIR_MS(500), 0); /* a busy machine may hold us up before it is put off */
    turn();
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, WEIR_S(3600)), 0);
    run_for(WEIR_MS(510));
    ck_assert_int_eq(job->steps, 0);
    ck_assert_int_gt(info_of(job).remaining, WEIR_S(3000));
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, WEIR_S(3600 - i)), 0);
    ck_assert_int_eq(weir_job_reschedule(kit.w, job->id, WEIR_MS(1)), 0);
    run_until_ended(job);
    ck_assert_int_eq(job->steps, 1);
}
END_TEST

/* A crowd that steps as fast as it can, and a thread that puts off one after the other, and calls them back. */

enum {
    CROWD = 20,
    CALLS = 400000
};

struct member {
    int64_t id;
    atomic_int put_off; /* weir has said so, and it was not called back since */
};

static struct {
    struct member member[CROWD];
    bool frames;
    atomic_int over, wrong;
} crowd;

static int
step_in_crowd(struct weir_job *self, void *arg)
{
    struct member *member = arg;
    atomic_fetch_add(&crowd.wrong, atomic_load(&member->put_off));
    return crowd.frames ? weir_after_frames(self, 1) : weir_after(self, WEIR_US(10));
}

static void *
put_off_and_call_back(void *unused)
{
    (void)unused;
    uint32_t chance = 1; /* in turn, the two threads would fall into step */
    for (int i = 0; i < CALLS && !kit_is_over(); i++) {
        chance = chance * 1664525 + 1013904223;
        struct member *member = &crowd.member[(chance >> 16) % CROWD];
        int before = atomic_exchange(&member->put_off, 0);
        int answer = weir_job_reschedule(kit.w, member->id, before ? 0 : WEIR_S(3600));
        atomic_store(&member->put_off, !before && answer == 0);
    }
    add_one(&crowd.over);
    return NULL;
}

START_TEST(a_job_that_is_put_off_just_as_its_time_or_frame_comes_does_not_step)
{
    memset(&crowd, 0, sizeof crowd);
    crowd.frames = _i;
    for (int i = 0; i < CROWD; i++) {
        struct weir_job_spec spec = {.step = step_in_crowd, .arg = &crowd.member[i]};
        crowd.member[i].id = weir_job_start(kit.w, &spec);
        ck_assert_int_gt(crowd.member[i].id, 0);
    }
    pthread_t thread = kit_thread(put_off_and_call_back, NULL);
    while (!atomic_load(&crowd.over)) {
        if (_i)
            ck_assert_int_eq(weir_frame(kit.w, WEIR_FRAME_BEGIN), 0);
        turn();
    }
    kit_join(thread);
    ck_assert_int_eq(crowd.wrong, 0);
    ck_assert_int_eq(weir_jobs_cancel_all(kit.w), CROWD);
    run_until_idle();
}
END_TEST

static int
reschedule_itself(struct weir_job *self, struct job *job)
{
    job->number = weir_job_reschedule(kit.w, job->id, 0);
    return weir_done(self, NULL);
}

START_TEST(a_job_that_waits_for_neither_time_nor_frame_is_EBUSY)
{
    struct job *far = settled(start(sleep_long)), *awaits = settled(start_awaiting(far));
    struct job *runs = a_job(reschedule_itself), *ready = start(end_at_once);
    start_with(runs, spec_of(runs));
    ck_assert_int_eq(weir_job_reschedule(kit.w, ready->id, 0), WEIR_EBUSY);
    ck_assert_int_eq(weir_job_reschedule(kit.w, awaits->id, 0), WEIR_EBUSY);
    run_until_ended(runs);
    ck_assert_int_eq(runs->number, WEIR_EBUSY);
    run_until_ended(ready);
    ck_assert_int_eq(weir_job_reschedule(kit.w, ready->id, 0), WEIR_ESTALE);
    ck_assert_int_eq(weir_job_reschedule(kit.w, far->id, -1), WEIR_EINVAL);
    ck_assert_int_eq(far->dones + awaits->dones, 0);
    cancel_and_end(far);
    run_until_ended(awaits);
}
END_TEST

void
laws_of_job_starts(Suite *suite)
{
    TCase *tcase = case_of_jobs(suite, "job starts");
    tcase_add_test(tcase, a_record_says_what_the_job_was_started_with);
    tcase_add_test(tcase, a_job_without_a_description_is_called_by_its_name);
    tcase_add_test(tcase, texts_that_do_not_fit_are_cut_and_say_how_much_would_do);
    tcase_add_test(tcase, a_record_says_how_long_the_job_took);
    tcase_add_test(tcase, while_a_job_with_this_key_is_pending_another_joins_it);
    tcase_add_test(tcase, a_job_that_has_begun_is_joined_no_more);
    tcase_add_test(tcase, threads_that_start_with_one_key_agree_on_who_started);
    tcase_add_test(tcase, what_is_left_of_a_delay_can_be_seen);
    tcase_add_loop_test(tcase, a_job_that_waits_for_a_time_or_a_frame_can_be_rescheduled, 0, 2);
    tcase_add_test(tcase, a_job_that_is_rescheduled_to_now_is_ready);
    tcase_add_test(tcase, a_job_that_is_put_off_does_not_come_at_its_old_time);
    tcase_add_loop_test(tcase, a_job_that_is_put_off_just_as_its_time_or_frame_comes_does_not_step, 0, 2);
    tcase_add_test(tcase, a_job_that_waits_for_neither_time_nor_frame_is_EBUSY);
}
