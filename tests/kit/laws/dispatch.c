/* SPDX-License-Identifier: MIT */
/* Laws of dispatch: where a request runs, and that its outcome is told once. Not of what can be expected there
 * (capabilities.c). */
#include "dispatch.h"

/* Where it runs. */

START_TEST(a_request_for_main_runs_on_the_loop_thread)
{
    static struct asked asked;
    struct weir_dispatcher there = {.main = kit.w};
    struct weir_request request = a_request("r-1", WEIR_MAIN, &asked);
    request.job.info = "{\"a\": 1}";
    dispatch(&there, &request);
    run_until_reaches(&asked.dones, 1);
    completed_once(&asked);
    ck_assert_ptr_eq(asked.on, kit.w);
    ck_assert_uint_eq(asked.ran_on, thread_self());
    ck_assert_uint_eq(asked.done_on, thread_self());
    ck_assert_str_eq(asked.description, "r-1");
    ck_assert_str_eq(asked.info, "{\"request_id\":\"r-1\",\"affinity\":\"main\",\"info\":{\"a\": 1}}");
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

static struct asked elsewhere;

static int
dispatch_to_main(void *unused)
{
    (void)unused;
    struct weir_dispatcher there = {.main = kit.w};
    struct weir_request request = a_request(NULL, WEIR_MAIN, &elsewhere);
    elsewhere.id = weir_dispatch(&there, &request, NULL);
    return elsewhere.id > 0;
}

START_TEST(a_request_of_any_thread_for_main_runs_on_the_loop_thread)
{
    ck_assert_int_eq(ask_elsewhere(dispatch_to_main, NULL), 1);
    run_until_reaches(&elsewhere.dones, 1);
    completed_once(&elsewhere);
    ck_assert_uint_eq(elsewhere.ran_on, thread_self());
    ck_assert_str_eq(elsewhere.description, "");
    ck_assert_str_eq(elsewhere.info, "{\"request_id\":null,\"affinity\":\"main\",\"info\":null}");
}
END_TEST

static int
step_three_times(struct weir_job *job, void *arg)
{
    note_run(arg);
    return atomic_load(&((struct asked *)arg)->ran) < 3 ? weir_after(job, 0) : weir_done(job, NULL);
}

START_TEST(a_step_function_goes_on_in_steps)
{
    static struct asked asked;
    struct weir_dispatcher there = {.main = kit.w};
    struct weir_request request = a_request("steps", WEIR_MAIN, &asked);
    request.run = NULL;
    request.job.step = step_three_times;
    request.job.description = "three of them";
    request.long_running = true;
    dispatch(&there, &request);
    run_until_reaches(&asked.dones, 1);
    ck_assert_uint_eq(asked.end.steps, 3);
    ck_assert_str_eq(asked.description, "three of them");
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

START_TEST(a_named_weir_is_found_by_its_name)
{
    static const char *const names[] = {"database", "a name that is longer than what is kept of it"};
    static struct asked asked;
    struct weir *other;
    struct weir_thread *thread;
    ck_assert_int_eq(weir_new(&other, &(struct weir_options){.name = names[_i]}), 0);
    ck_assert_int_eq(weir_thread_start(&thread, other), 0);
    struct weir *const named[] = {NULL, kit.w, other};
    struct weir_dispatcher there = {.main = kit.w, .named = named, .named_count = 3};
    struct weir_request request = a_request("r-2", WEIR_NAMED, &asked);
    request.name = names[_i];
    dispatch(&there, &request);
    ck_assert_ptr_eq(asked.on, other);
    ck_assert_int_eq(weir_job_wait(other, asked.id, WEIR_FOREVER), 0);
    ck_assert_int_eq(weir_thread_stop(thread, WEIR_DROP, WEIR_FOREVER), 0);
    weir_free(other);
    completed_once(&asked);
    ck_assert_uint_ne(asked.ran_on, thread_self());
    ck_assert_uint_eq(asked.done_on, asked.ran_on);
    ck_assert_str_eq(asked.info, "{\"request_id\":\"r-2\",\"affinity\":\"named\",\"info\":null}");
}
END_TEST

START_TEST(a_request_for_any_runs_on_a_worker_and_is_told_on_the_loop_thread)
{
    static struct asked asked;
    struct weir_workers *workers = begin_workers(1);
    struct weir_dispatcher there = {.main = kit.w, .workers = workers};
    struct weir_request request = a_request("r-3", WEIR_ANY, &asked);
    dispatch(&there, &request);
    ck_assert_ptr_eq(asked.on, kit.w);
    run_until_reaches(&asked.dones, 1);
    end_workers(workers);
    completed_once(&asked);
    ck_assert_uint_ne(asked.ran_on, thread_self());
    ck_assert_uint_eq(asked.done_on, thread_self());
    ck_assert_str_eq(asked.info, "{\"request_id\":\"r-3\",\"affinity\":\"any\",\"info\":null}");
}
END_TEST

static atomic_int let_go;

static void
run_long(void *arg)
{
    note_run(arg);
    while (!atomic_load(&let_go) && !kit_is_over())
        sched_yield();
}

START_TEST(a_long_running_request_for_any_takes_no_thread_of_the_pool)
{
    static struct asked asked, after;
    struct weir_workers *workers = begin_workers(1);
    struct weir_dispatcher there = {.main = kit.w, .workers = workers};
    struct weir_request request = a_request("long", WEIR_ANY, &asked);
    let_go = 0;
    request.long_running = true;
    request.run = run_long;
    dispatch(&there, &request);
    await_reaches(&asked.ran, 1);
    request = a_request("short", WEIR_ANY, &after);
    dispatch(&there, &request);
    run_until_reaches(&after.dones, 1); /* by the only thread of the pool */
    ck_assert_int_eq(asked.dones, 0);
    atomic_store(&let_go, 1);
    run_until_reaches(&asked.dones, 1);
    end_workers(workers);
    completed_once(&asked);
    completed_once(&after);
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

/* Without a host. */

START_TEST(main_without_a_host_falls_back_and_warns)
{
    static struct asked asked;
    struct weir *fallback;
    ck_assert_int_eq(weir_new(&fallback, &(struct weir_options){.name = "headless"}), 0);
    ck_assert_int_eq(weir_attach(fallback, NULL, NULL), 0);
    struct weir_dispatcher there = {.main = kit.w, .fallback = fallback};
    struct weir_request request = a_request("r-4", WEIR_MAIN, &asked);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    dispatch(&there, &request);
    ck_assert_ptr_eq(asked.on, fallback);
    ck_assert_int_eq(log_count(), 1);
    ck_assert(log_contains("headless") && log_contains("\"r-4\""));
    while (!asked.dones)
        ck_assert_int_ge(weir_turn(fallback, NULL, NULL), 0);
    completed_once(&asked);

    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    request = a_request("r-5", WEIR_MAIN, &asked);
    dispatch(&there, &request);
    ck_assert_ptr_eq(asked.on, kit.w);
    run_until_reaches(&asked.dones, 1);
    ck_assert_int_eq(log_count(), 1);
    ck_assert_int_eq(weir_close(fallback, WEIR_DROP, 0), 0);
    weir_free(fallback);
}
END_TEST

START_TEST(main_without_a_host_or_a_fallback_is_refused)
{
    static struct asked asked;
    struct weir_request request = a_request("r-6", WEIR_MAIN, &asked);
    struct weir_dispatcher there = {.main = kit.w}, nowhere = {.main = NULL};
    is_refused(&nowhere, &request, WEIR_EDETACHED);
    ck_assert_int_eq(weir_detach(kit.w), 0);
    is_refused(&there, &request, WEIR_EDETACHED);
    ck_assert_int_eq(host->attach(kit.loop, kit.w), 0);
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, 0), 0);
    is_refused(&there, &request, WEIR_EDETACHED);
    ck_assert_int_eq(asked.ran + asked.dones, 0);
    ck_assert_int_eq(log_count(), 0);
}
END_TEST

START_TEST(a_long_running_function_on_a_loop_is_warned_of)
{
    static struct asked asked;
    struct weir_dispatcher there = {.main = kit.w};
    struct weir_request request = a_request("r-7", WEIR_MAIN, &asked);
    request.long_running = true;
    dispatch(&there, &request);
    run_until_reaches(&asked.dones, 1);
    completed_once(&asked);
    ck_assert_int_eq(log_count(), 1);
    ck_assert(log_contains("\"r-7\""));
}
END_TEST

START_TEST(an_id_stays_on_its_line_of_the_log)
{
    static struct asked asked;
    struct weir_dispatcher there = {.main = kit.w};
    struct weir_request request = a_request("one\ntwo \"\001\\", WEIR_MAIN, &asked);
    request.long_running = true;
    dispatch(&there, &request);
    run_until_reaches(&asked.dones, 1);
    completed_once(&asked);
    ck_assert_int_eq(log_count(), 1);
    ck_assert(log_contains("one") && log_contains("two"));
    ck_assert(!log_contains("one\n") && !log_contains("\001"));
}
END_TEST

/* Refused. */

START_TEST(a_request_that_nobody_can_take_is_refused)
{
    static struct asked asked;
    struct weir_request request = a_request("r-8", WEIR_NAMED, &asked);
    struct weir *const named[] = {kit.w};
    struct weir_dispatcher there = {.main = kit.w, .named = named, .named_count = 1};
    request.name = "nobody";
    is_refused(&there, &request, WEIR_EUNSUPPORTED);
    request.name = "";
    is_refused(&there, &request, WEIR_EUNSUPPORTED);
    request.affinity = WEIR_ANY;
    is_refused(&there, &request, WEIR_EUNSUPPORTED);
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
    ck_assert_int_eq(asked.ran + asked.dones + log_count(), 0);
}
END_TEST

START_TEST(a_request_that_is_not_one_is_EINVAL)
{
    static struct asked asked;
    struct weir_dispatcher there = {.main = kit.w};
    const struct weir_request good = a_request("r-9", WEIR_MAIN, &asked);
    struct weir_request bad = good;
    bad.job.step = step_three_times; /* and run */
    is_refused(&there, &bad, WEIR_EINVAL);
    bad.run = NULL;
    bad.job.step = NULL;
    is_refused(&there, &bad, WEIR_EINVAL);
    bad = good;
    bad.affinity = (enum weir_affinity)0;
    is_refused(&there, &bad, WEIR_EINVAL);
    bad.affinity = (enum weir_affinity)(WEIR_ANY + 1);
    is_refused(&there, &bad, WEIR_EINVAL);
    bad.affinity = WEIR_NAMED; /* without a name */
    is_refused(&there, &bad, WEIR_EINVAL);
    bad = good;
    bad.job.info = "no JSON";
    is_refused(&there, &bad, WEIR_EINVAL);
    bad.job.info = "1,\"more\":2"; /* which inside the job's own would be some */
    is_refused(&there, &bad, WEIR_EINVAL);
    is_refused(NULL, &good, WEIR_EINVAL);
    is_refused(&there, NULL, WEIR_EINVAL);
    ck_assert_int_eq(weir_dispatch(&there, NULL, NULL), WEIR_EINVAL);
    ck_assert_int_eq(weir_job_next(kit.w, 0), 0);
    ck_assert_int_eq(asked.ran + asked.dones + log_count(), 0);
}
END_TEST

/* How it ends. */

static struct {
    struct system_calls real;
    atomic_int blocks;
} memory;

static void *
allocate(size_t size)
{
    atomic_fetch_add(&memory.blocks, 1);
    return memory.real.allocate(size);
}

static void
release(void *block)
{
    atomic_fetch_sub(&memory.blocks, block != NULL);
    memory.real.release(block);
}

static void
watch_memory(void)
{
    memory.real = weir_system;
    memory.blocks = 0;
    weir_system.allocate = allocate;
    weir_system.release = release;
}

START_TEST(a_request_that_its_weir_refuses_or_joins_leaves_nothing_behind)
{
    static struct asked asked, joining;
    bool joined = false;
    struct weir_dispatcher there = {.main = kit.w};
    struct weir_scope *cancelled;
    ck_assert_int_eq(weir_scope_new(kit.w, &cancelled), 0);
    ck_assert_int_eq(weir_scope_cancel(cancelled), 0);
    struct weir_request request = a_request("first", WEIR_MAIN, &asked);
    request.job.key = "a key";
    request.job.joined = &joined;
    dispatch(&there, &request);
    ck_assert(!joined);

    watch_memory();
    request.job.arg = memset(&joining, 0, sizeof joining);
    dispatch(&there, &request);
    ck_assert(joined);
    ck_assert_int_eq(joining.id, asked.id);
    request.job.scope = cancelled;
    request.job.key = NULL;
    is_refused(&there, &request, WEIR_ECANCELLED);
    ck_assert(!joined);
    int left = memory.blocks;
    weir_system.allocate = memory.real.allocate;
    weir_system.release = memory.real.release;
    ck_assert_int_eq(left, 0);

    run_until_reaches(&asked.dones, 1);
    completed_once(&asked);
    ck_assert_int_eq(joining.ran + joining.dones, 0);
    weir_scope_free(cancelled);
}
END_TEST

static int
fail_it(struct weir_job *job, void *arg)
{
    note_run(arg);
    return weir_fail(job, "as planned");
}

enum {
    COMPLETED,
    FAILED,
    CANCELLED,
    LATE,
    CLOSED_BEFORE,
    OUTCOMES
};

START_TEST(each_outcome_is_told_once)
{
    static struct asked asked[OUTCOMES];
    static const enum weir_job_status ends[OUTCOMES] = {
        WEIR_JOB_COMPLETED, WEIR_JOB_FAILED, WEIR_JOB_CANCELLED, WEIR_JOB_TIMEOUT, WEIR_JOB_CANCELLED};
    static const int whys[OUTCOMES] = {0, WEIR_EFAILED, WEIR_ECANCELLED, WEIR_ETIMEOUT, WEIR_ECLOSED};
    struct weir_dispatcher there = {.main = kit.w};
    for (int i = 0; i < OUTCOMES; i++) {
        struct weir_request request = a_request("outcome", WEIR_MAIN, &asked[i]);
        request.job.delay = i >= CANCELLED ? WEIR_S(3600) : 0;
        request.job.timeout = i == LATE ? WEIR_MS(1) : 0;
        if (i == FAILED) {
            request.run = NULL;
            request.job.step = fail_it;
        }
        dispatch(&there, &request);
    }
    ck_assert_int_eq(weir_job_cancel(kit.w, asked[CANCELLED].id), 0);
    for (int i = 0; i < CLOSED_BEFORE; i++)
        run_until_reaches(&asked[i].dones, 1);
    run_until_idle();
    ck_assert_int_eq(weir_close(kit.w, WEIR_DROP, LIMIT), 0);
    for (int i = 0; i < OUTCOMES; i++) {
        ck_assert_int_eq(asked[i].dones, 1);
        ck_assert_int_eq(asked[i].ran, i <= FAILED);
        ck_assert_int_eq(asked[i].end.status, ends[i]);
        ck_assert_int_eq(asked[i].end.why, whys[i]);
    }
}
END_TEST

void
laws_of_dispatch(Suite *suite)
{
    TCase *tcase = kit_case(suite, "dispatch");
    tcase_add_test(tcase, a_request_for_main_runs_on_the_loop_thread);
    tcase_add_test(tcase, a_request_of_any_thread_for_main_runs_on_the_loop_thread);
    tcase_add_test(tcase, a_step_function_goes_on_in_steps);
    tcase_add_loop_test(tcase, a_named_weir_is_found_by_its_name, 0, 2);
    tcase_add_test(tcase, a_request_for_any_runs_on_a_worker_and_is_told_on_the_loop_thread);
    tcase_add_test(tcase, a_long_running_request_for_any_takes_no_thread_of_the_pool);
    tcase_add_test(tcase, main_without_a_host_falls_back_and_warns);
    tcase_add_test(tcase, main_without_a_host_or_a_fallback_is_refused);
    tcase_add_test(tcase, a_long_running_function_on_a_loop_is_warned_of);
    tcase_add_test(tcase, an_id_stays_on_its_line_of_the_log);
    tcase_add_test(tcase, a_request_that_nobody_can_take_is_refused);
    tcase_add_test(tcase, a_request_that_is_not_one_is_EINVAL);
    tcase_add_test(tcase, a_request_that_its_weir_refuses_or_joins_leaves_nothing_behind);
    tcase_add_test(tcase, each_outcome_is_told_once);
    laws_of_capabilities(suite);
}
