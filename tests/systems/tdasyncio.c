/* SPDX-License-Identifier: MIT */
/* TDAsyncIO: each row in weir, and what it gets wrong. Not to_thread (tdasyncio_threads.c). Each law of the last case has
 * its fault in mutants/. */
#include "tdasyncio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char system_name[] = "tdasyncio";

/* A coroutine: one step for each await, and where it stands is `steps`. */

struct coroutine {
    struct note note; /* first: steps are given one or the other */
    struct note child;
    int64_t at[8];  /* when each step came */
    int in_turn[8]; /* and in which turn */
};

static void
note_coroutine(struct coroutine *coroutine)
{
    note_step(&coroutine->note);
    coroutine->at[coroutine->note.steps] = weir_now();
    coroutine->in_turn[coroutine->note.steps] = turns_made();
}

static int
waits_in_every_way(struct weir_job *job, void *arg)
{
    struct coroutine *coroutine = arg;
    note_coroutine(coroutine);
    switch (coroutine->note.steps) {
    case 1:
        return weir_after(job, 0);
    case 2:
        return weir_after(job, WEIR_MS(200));
    case 3:
        return weir_after_frames(job, 2);
    case 4:
        return weir_await(job, start_job(step_done, &coroutine->child));
    default:
        return weir_done(job, NULL);
    }
}

/* Row: the loop is advanced by the host. */
START_TEST(a_coroutine_goes_on_by_turns_time_frames_and_other_jobs)
{
    struct coroutine coroutine = {.note = {.steps = 0}};
    start_job(waits_in_every_way, &coroutine.note);
    run();
    ended(&coroutine.note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ck_assert_int_eq(coroutine.note.steps, 5);
    ck_assert_int_eq(coroutine.in_turn[2], coroutine.in_turn[1] + 1);
    ck_assert_int_eq(coroutine.at[2], coroutine.at[1]);
    ck_assert_int_eq(coroutine.at[3], coroutine.at[2] + WEIR_MS(200));
    ck_assert_int_gt(coroutine.at[4], coroutine.at[3]);
    ck_assert_int_eq(coroutine.child.ends, 1);
    ck_assert_int_eq(coroutine.at[5], coroutine.at[4]);
}
END_TEST

/* Row: tracked task, unique id, status, timing, metadata. */
START_TEST(a_task_is_tracked_with_id_status_times_and_metadata)
{
    struct note first = {.limit = 2}, second = {0};
    struct weir_job_spec spec = notes(step_slow, &first);
    struct weir_job_info info;
    char text[256];
    spec.description = "fetch the list";
    spec.info = "{\"url\": \"https://example.org\"}";
    must_start(&spec);
    start_job(step_done, &second);
    ck_assert_int_ne(first.id, second.id);
    turns(1);
    ck_assert_int_eq(weir_job_get(w, first.id, &info, text, sizeof text), 0);
    ck_assert_int_eq(info.id, first.id);
    ck_assert_int_eq(info.status, WEIR_JOB_RUNNING);
    ck_assert_str_eq(info.description, spec.description);
    ck_assert_str_eq(info.info, spec.info);
    ck_assert_int_eq(info.duration, WEIR_MS(10));
    ck_assert_int_gt(info.created_at, 0);
    ck_assert_int_eq(info.completed_at, 0);
    run();
    pass(WEIR_S(1));
    ck_assert_int_eq(look(first.id).duration, WEIR_MS(20));
    ck_assert_int_ge(look(first.id).completed_at, info.created_at);
}
END_TEST

static const char *
status_text(int64_t id)
{
    return weir_job_status_name(status(id));
}

/* Row: six statuses. */
START_TEST(there_are_the_same_six_statuses)
{
    struct note notes_of[6] = {{0}};
    struct weir_job_spec late = notes(step_done, &notes_of[5]), waits = notes(step_done, &notes_of[0]);
    late.delay = waits.delay = WEIR_S(10);
    late.timeout = 1;
    must_start(&waits);
    start_job(step_again, &notes_of[1]);
    start_job(step_done, &notes_of[2]);
    start_job(step_fail, &notes_of[3]);
    ck_assert_int_eq(weir_job_cancel(w, start_job(step_done, &notes_of[4])), 0);
    must_start(&late);
    pass(1);
    turns(2);
    ck_assert_str_eq(status_text(notes_of[0].id), "pending");
    ck_assert_str_eq(status_text(notes_of[1].id), "running");
    ck_assert_str_eq(status_text(notes_of[2].id), "completed");
    ck_assert_str_eq(status_text(notes_of[3].id), "failed");
    ck_assert_str_eq(status_text(notes_of[4].id), "cancelled");
    ck_assert_str_eq(status_text(notes_of[5].id), "timeout");
}
END_TEST

/* The table. */

static char table[4096];

static const char *
print_table(enum weir_jobs_format format)
{
    int64_t length = weir_jobs_print(w, format, table, sizeof table);
    ck_assert_int_gt(length, 0);
    ck_assert_int_lt(length, (int64_t)sizeof table);
    ck_assert_int_eq((int64_t)strlen(table), length);
    return table;
}

/* They stand there, one after the other. */
static void
says_in_order(const char *text, const char *const *words)
{
    const char *at = text;
    for (; *words; words++) {
        const char *found = strstr(at, *words);
        ck_assert_msg(found != NULL, "no %s after \"%s\" in: %s", *words, at == text ? "" : words[-1], text);
        at = found + strlen(*words);
    }
}

static void
start_one_that_fails(struct note *note)
{
    struct weir_job_spec spec = notes(step_fail, note);
    spec.description = "read it";
    spec.info = "{\"shot\": 7}";
    must_start(&spec);
    run();
}

/* Row: task table, as a table. */
START_TEST(the_table_has_the_same_columns)
{
    static const char *const columns[] = {"task_id",      "status", "description", "duration", "created_at",
                                          "completed_at", "error",  "info",        "\n",       NULL};
    static const char *const row[] = {"\n", "failed", "read it", "no such file", "{\"shot\": 7}", NULL};
    struct note note = {0};
    start_one_that_fails(&note);
    print_table(WEIR_JOBS_TEXT);
    says_in_order(table, columns);
    says_in_order(table, row);
}
END_TEST

/* Row: task table, as JSON. */
START_TEST(the_json_has_the_same_columns)
{
    static const char *const columns[] = {"\"task_id\"",  "\"status\"",     "\"description\"",
                                          "\"duration\"", "\"created_at\"", "\"completed_at\"",
                                          "\"error\"",    "\"info\"",       NULL};
    static const char *const row[] = {"\"failed\"", "\"read it\"", "\"no such file\"", "\"shot\"", NULL};
    struct note note = {0};
    start_one_that_fails(&note);
    print_table(WEIR_JOBS_JSON);
    ck_assert_int_eq(table[0], '[');
    says_in_order(table, columns);
    says_in_order(table, row);
}
END_TEST

static char told_result[32];

static void
callback(void *arg, const struct weir_job_info *info)
{
    ck_assert(weir_on_loop_thread(w));
    ck_assert_int_eq(info->status, WEIR_JOB_COMPLETED);
    ck_assert_str_eq(info->description, "answer");
    snprintf(told_result, sizeof told_result, "%s %s", (char *)info->result, (char *)arg);
}

static int
answers(struct weir_job *job, void *unused)
{
    (void)unused;
    return weir_done(job, "42");
}

/* Row: Run(coros, description, info, timeout, completion_callback). */
START_TEST(run_takes_description_info_timeout_and_callback)
{
    const struct weir_job_spec spec = {.step = answers,
                                       .arg = "seconds",
                                       .description = "answer",
                                       .info = "{}",
                                       .timeout = WEIR_S(30),
                                       .on_done = callback};
    told_result[0] = '\0';
    ck_assert_int_gt(weir_job_start(w, &spec), 0);
    run();
    ck_assert_str_eq(told_result, "42 seconds");
}
END_TEST

/* Clean-up. */

static int
table_size(void)
{
    int size = 0;
    for (int64_t id = 0; (id = weir_job_next(w, id)) != 0;)
        size++;
    return size;
}

static void
finish_some(int count, struct note *notes)
{
    for (int i = 0; i < count; i++) {
        start_job(step_done, &notes[i]);
        run();
    }
}

/* Row: cleanup, Clear After. */
START_TEST(finished_jobs_are_cleared_after_an_age)
{
    struct note done[3] = {{0}};
    ck_assert_int_eq(weir_jobs_keep(w, 1000, WEIR_S(60)), 0);
    finish_some(2, done);
    pass(WEIR_S(59));
    ck_assert_int_eq(table_size(), 2);
    pass(WEIR_S(2));
    ck_assert_int_eq(table_size(), 0);
    finish_some(1, done + 2);
    ck_assert_int_eq(table_size(), 1);
    struct weir_job_info info;
    ck_assert_int_eq(weir_job_get(w, done[0].id, &info, NULL, 0), WEIR_ESTALE);
}
END_TEST

/* Row: cleanup, and beyond a count the oldest go first. */
START_TEST(finished_jobs_are_cleared_beyond_a_count)
{
    struct note done[10] = {{0}};
    struct weir_job_info info;
    ck_assert_int_eq(weir_jobs_keep(w, 3, WEIR_FOREVER), 0);
    finish_some(10, done);
    ck_assert_int_eq(table_size(), 3);
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(weir_job_get(w, done[i].id, &info, NULL, 0), i < 7 ? WEIR_ESTALE : 0);
}
END_TEST

/* Row: cleanup, Clear Finished. */
START_TEST(clear_forgets_what_has_finished)
{
    struct note done[3] = {{0}}, active = {0};
    finish_some(3, done);
    start_job(step_again, &active);
    turns(1);
    ck_assert_int_eq(weir_jobs_clear(w), 3);
    ck_assert_int_eq(table_size(), 1);
    ck_assert_int_eq(status(active.id), WEIR_JOB_RUNNING);
}
END_TEST

/* Row: cleanup, Cancel Active. */
START_TEST(cancel_all_ends_what_is_active)
{
    struct note done = {0}, running = {0}, waiting = {0};
    struct weir_job_spec late = notes(step_done, &waiting);
    late.delay = WEIR_S(10);
    finish_some(1, &done);
    start_job(step_again, &running);
    must_start(&late);
    turns(1);
    ck_assert_int_eq(weir_jobs_cancel_all(w), 2);
    run();
    ended(&running, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_WHILE_RUNNING);
    ended(&waiting, WEIR_JOB_CANCELLED, WEIR_ECANCELLED, WEIR_JOB_BEFORE_START);
    ck_assert_int_eq(status(done.id), WEIR_JOB_COMPLETED);
}
END_TEST

/* What it gets wrong. */

static int
awaits_three_times(struct weir_job *job, void *arg)
{
    struct coroutine *coroutine = arg;
    note_coroutine(coroutine);
    if (coroutine->note.steps == 4)
        return weir_done(job, NULL);
    coroutine->child = (struct note){0};
    return weir_await(job, start_job(step_done, &coroutine->child));
}

/* Beat: every await costs a frame. */
START_TEST(an_await_goes_on_in_the_next_turn)
{
    struct coroutine coroutine = {.note = {.steps = 0}};
    start_job(awaits_three_times, &coroutine.note);
    int64_t began = weir_now();
    turns(8);
    ended(&coroutine.note, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    for (int i = 2; i <= 4; i++) /* the child has a turn, the coroutine the next */
        ck_assert_int_le(coroutine.in_turn[i] - coroutine.in_turn[i - 1], 2);
    ck_assert_int_eq(weir_now(), began); /* no frame, and no time */
}
END_TEST

static struct weir_scope *together;

static int
awaits_them_all(struct weir_job *job, void *arg)
{
    struct note *note = arg;
    note_step(note);
    return note->steps == 1 ? weir_await_scope(job, together) : weir_done(job, NULL);
}

static int64_t
start_together(struct note *note, int limit)
{
    struct weir_job_spec spec = notes(step_again, note);
    *note = (struct note){.letter = "c", .limit = limit};
    spec.scope = together;
    return must_start(&spec);
}

/* Beat: several coroutines are one task, with one outcome. */
START_TEST(several_coroutines_are_awaited_as_one)
{
    struct note all = {.letter = "A"}, coroutines[3];
    together = new_scope(NULL, "together");
    for (int i = 0; i < 3; i++)
        start_together(&coroutines[i], i + 1);
    start_job(awaits_them_all, &all);
    run();
    ck_assert_str_eq(trail, "cccAcccA");
    for (int i = 0; i < 3; i++) /* each has an outcome of its own */
        ended(&coroutines[i], WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    ended(&all, WEIR_JOB_COMPLETED, 0, WEIR_JOB_WHILE_RUNNING);
    weir_scope_free(together);
}
END_TEST

static char printed[1024];

static void *
print_from_outside(void *unused)
{
    (void)unused;
    weir_print(w, printed, sizeof printed);
    return NULL;
}

static int
blocks(struct weir_job *job, void *note)
{
    pass(WEIR_S(3));
    end(start(print_from_outside, NULL));
    return step_done(job, note);
}

static char overran[64];

static void
observe_overrun(void *unused, const struct weir_event *event)
{
    (void)unused;
    if (event->kind == WEIR_OVERRUN)
        snprintf(overran, sizeof overran, "%s %lld", event->task, (long long)(event->duration / 1000000));
}

/* Beat: a blocking coroutine freezes the host unseen. */
START_TEST(a_blocking_coroutine_is_named)
{
    struct note note = {0};
    struct weir_job_spec spec = notes(blocks, &note);
    spec.name = "download";
    overran[0] = '\0';
    ck_assert_int_eq(weir_observe(w, observe_overrun, NULL), 0);
    must_start(&spec);
    run();
    ck_assert_ptr_nonnull(strstr(printed, "\"download\" has been running for 3000 ms"));
    ck_assert(log_says("\"download\" held the loop for 3000 ms"));
    ck_assert_str_eq(overran, "download 3000");
}
END_TEST

void
laws_of_system(Suite *suite)
{
    TCase *rows = system_case(suite, "rows");
    tcase_add_test(rows, a_coroutine_goes_on_by_turns_time_frames_and_other_jobs);
    tcase_add_test(rows, a_task_is_tracked_with_id_status_times_and_metadata);
    tcase_add_test(rows, there_are_the_same_six_statuses);
    tcase_add_test(rows, the_table_has_the_same_columns);
    tcase_add_test(rows, the_json_has_the_same_columns);
    tcase_add_test(rows, run_takes_description_info_timeout_and_callback);
    tcase_add_test(rows, finished_jobs_are_cleared_after_an_age);
    tcase_add_test(rows, finished_jobs_are_cleared_beyond_a_count);
    tcase_add_test(rows, clear_forgets_what_has_finished);
    tcase_add_test(rows, cancel_all_ends_what_is_active);
    laws_of_to_thread(suite);
    TCase *beats = system_case(suite, "beats");
    tcase_add_test(beats, an_await_goes_on_in_the_next_turn);
    tcase_add_test(beats, several_coroutines_are_awaited_as_one);
    tcase_add_test(beats, a_blocking_coroutine_is_named);
}
