/* SPDX-License-Identifier: MIT */
/* HostDispatcher of dcc-mcp-core: a request runs where its affinity says. Not what becomes of a job there (dcc_mcp.c). */
#include "dcc_mcp.h"
#include "works.h"

#include <weir/dispatch.h>
#include <weir/thread.h>

#include "base/thread.h"

#include <stdio.h>
#include <string.h>

/* What there is: the host of the fixture, workers, and a weir on a thread of its own. */

static struct weir *database;
static struct weir_thread *database_thread;
static struct weir_dispatcher dispatcher;

static void
setup_dispatcher(void)
{
    ck_assert_int_eq(weir_new(&database, &(struct weir_options){.name = "database"}), 0);
    ck_assert_int_eq(weir_thread_start(&database_thread, database), 0);
    dispatcher =
        (struct weir_dispatcher){.main = w, .workers = workers, .named = &database, .named_count = 1};
}

static void
teardown_dispatcher(void)
{
    ck_assert_int_eq(weir_thread_stop(database_thread, WEIR_DROP, WEIR_FOREVER), 0);
    weir_free(database);
}

static void
note_thread(void *thread)
{
    *(uint64_t *)thread = thread_self();
}

static uint64_t
thread_of_database(void)
{
    uint64_t thread = 0;
    ck_assert_int_eq(weir_call(database, note_thread, &thread, WEIR_FOREVER), 0);
    return thread;
}

/* A request that notes where it ran, and where and how its outcome was told. */
struct told {
    int64_t id;
    struct weir *on;
    int runs, ends; /* read when it has ended */
    uint64_t ran_on, told_on;
    enum weir_job_status status;
    int why;
    char info[256];
};

static void
note_run(void *arg)
{
    struct told *told = arg;
    told->runs++;
    told->ran_on = thread_self();
}

static int
note_step_run(struct weir_job *job, void *told)
{
    note_run(told);
    return weir_done(job, NULL);
}

static void
note_outcome(void *arg, const struct weir_job_info *info)
{
    struct told *told = arg;
    told->ends++;
    told->told_on = thread_self();
    told->status = info->status;
    told->why = info->why;
    snprintf(told->info, sizeof told->info, "%s", info->info);
}

static struct weir_request
request(enum weir_affinity affinity, struct told *told)
{
    return (struct weir_request){.id = "r-17",
                                 .affinity = affinity,
                                 .name = affinity == WEIR_NAMED ? "database" : NULL,
                                 .run = note_run,
                                 .job = {.arg = told, .on_done = note_outcome, .name = "request"}};
}

static int64_t
dispatch(const struct weir_request *request)
{
    struct told *told = request->job.arg;
    *told = (struct told){.on = w}; /* a refusal takes that back */
    told->id = weir_dispatch(&dispatcher, request, &told->on);
    return told->id;
}

static bool
has_been_told(void *arg)
{
    const struct told *told = arg;
    struct weir_job_info info;
    return weir_job_get(told->on, told->id, &info, NULL, 0) == 0 && info.when != WEIR_JOB_NOT_YET;
}

/* Until its outcome has been told, on whichever thread. */
static void
await_outcome(struct told *told)
{
    if (told->on == w)
        run_until(has_been_told, told);
    else
        ck_assert_int_eq(weir_job_wait(told->on, told->id, WEIR_FOREVER), 0);
    ck_assert_int_eq(told->ends, 1);
}

static void
must_dispatch(const struct weir_request *request)
{
    ck_assert_int_gt(dispatch(request), 0);
    await_outcome(request->job.arg);
}

/* Affinity. */

static void *
submit(void *request)
{
    ck_assert_int_gt(dispatch(request), 0);
    return NULL;
}

/* Row: affinity, Main. */
START_TEST(main_runs_on_the_thread_of_the_host)
{
    struct told told;
    struct weir_request asked = request(WEIR_MAIN, &told);
    run_beside(start(submit, &asked));
    await_outcome(&told);
    ck_assert_ptr_eq(told.on, w);
    ck_assert_uint_eq(told.ran_on, thread_self());
    ck_assert_uint_eq(told.told_on, thread_self());
}
END_TEST

/* Row: affinity, Named. */
START_TEST(named_runs_on_the_thread_of_that_name)
{
    struct told told;
    struct weir_request asked = request(WEIR_NAMED, &told);
    must_dispatch(&asked);
    ck_assert_ptr_eq(told.on, database);
    ck_assert_uint_eq(told.ran_on, thread_of_database());
    ck_assert_uint_eq(told.told_on, told.ran_on);
    ck_assert_uint_ne(told.ran_on, thread_self());
}
END_TEST

/* Row: affinity, Any. */
START_TEST(any_runs_on_a_worker_and_is_told_on_the_thread_of_the_host)
{
    struct told told;
    struct weir_request asked = request(WEIR_ANY, &told);
    must_dispatch(&asked);
    ck_assert_ptr_eq(told.on, w);
    ck_assert_uint_ne(told.ran_on, thread_self());
    ck_assert_uint_ne(told.ran_on, thread_of_database());
    ck_assert_uint_eq(told.told_on, thread_self());
}
END_TEST

/* Row: affinity, fallback with a warning. */
START_TEST(main_without_a_host_falls_back_with_a_warning)
{
    struct told told;
    struct weir_request asked = request(WEIR_MAIN, &told);
    dispatcher.fallback = database;
    must_dispatch(&asked);
    ck_assert(!log_says("r-17"));
    ck_assert_int_eq(weir_detach(w), 0);
    must_dispatch(&asked);
    ck_assert_ptr_eq(told.on, database);
    ck_assert_uint_eq(told.ran_on, thread_of_database());
    ck_assert(log_says("r-17"));
}
END_TEST

static void
refused(const struct weir_request *request, int code)
{
    const struct told *told = request->job.arg;
    ck_assert_str_eq(weir_error_name((int)dispatch(request)), weir_error_name(code));
    ck_assert_ptr_null(told->on);
    run();
    ck_assert_int_eq(told->runs + told->ends, 0);
}

/* Row: affinity, or refusal. */
START_TEST(main_without_a_host_and_without_a_fallback_is_refused)
{
    struct told told;
    struct weir_request asked = request(WEIR_MAIN, &told);
    ck_assert_int_eq(weir_detach(w), 0);
    refused(&asked, WEIR_EDETACHED);
    dispatcher.main = NULL;
    refused(&asked, WEIR_EDETACHED);
    asked = request(WEIR_ANY, &told); /* nobody could be told its outcome */
    refused(&asked, WEIR_EDETACHED);
}
END_TEST

/* Row: affinity: what there is not is refused, and goes nowhere else. */
START_TEST(what_there_is_not_is_refused)
{
    struct told told;
    struct weir_request asked = request(WEIR_NAMED, &told);
    asked.name = "datab";
    refused(&asked, WEIR_EUNSUPPORTED);
    asked.name = NULL;
    refused(&asked, WEIR_EINVAL);
    asked = request(WEIR_ANY, &told);
    dispatcher.workers = NULL;
    refused(&asked, WEIR_EUNSUPPORTED);
    asked.affinity = (enum weir_affinity)0;
    refused(&asked, WEIR_EINVAL);
}
END_TEST

/* JobRequest: request_id, affinity, timeout_ms, task, long_running. */

/* Row: JobRequest, request_id and affinity: both can be seen in the table. */
START_TEST(a_request_is_known_by_its_id_and_affinity)
{
    static const struct {
        enum weir_affinity affinity;
        const char *info;
    } asked[] = {{WEIR_MAIN, "\"main\""}, {WEIR_NAMED, "\"named\""}, {WEIR_ANY, "\"any\""}};
    for (int i = 0; i < 3; i++) {
        struct told told;
        struct weir_request one = request(asked[i].affinity, &told);
        one.job.info = "{\"tool\": \"bake\"}";
        must_dispatch(&one);
        ck_assert_ptr_nonnull(strstr(told.info, "\"request_id\""));
        ck_assert_ptr_nonnull(strstr(told.info, "\"r-17\""));
        ck_assert_ptr_nonnull(strstr(told.info, "\"affinity\""));
        ck_assert_ptr_nonnull(strstr(told.info, asked[i].info));
        ck_assert_ptr_nonnull(strstr(told.info, "{\"tool\": \"bake\"}"));
    }
}
END_TEST

/* Row: JobRequest, timeout_ms: it holds while the request waits, wherever it goes. */
START_TEST(the_timeout_of_a_request_holds)
{
    struct told on_main, on_worker;
    struct note first = {0};
    struct weir_request asked[] = {request(WEIR_MAIN, &on_main), request(WEIR_ANY, &on_worker)};
    renew_workers(&(struct weir_workers_options){.threads = 1});
    dispatcher.workers = workers;
    start_work(work_held, &first);
    await_inside(1);
    for (int i = 0; i < 2; i++) {
        asked[i].job.timeout = WEIR_MS(30);
        ck_assert_int_gt(dispatch(&asked[i]), 0);
    }
    pass(WEIR_MS(30));
    await_outcome(&on_main);
    await_outcome(&on_worker);
    ck_assert_int_eq(on_main.status, WEIR_JOB_TIMEOUT);
    ck_assert_int_eq(on_worker.status, WEIR_JOB_TIMEOUT);
    open_gate();
    run_until_ended(&first);
    ck_assert_int_eq(on_main.runs + on_worker.runs, 0);
}
END_TEST

/* Row: JobRequest, task: a function or a step, and not both. */
START_TEST(the_task_of_a_request_is_a_function_or_a_step)
{
    for (enum weir_affinity affinity = WEIR_MAIN; affinity <= WEIR_ANY; affinity++) {
        struct told told;
        struct weir_request asked = request(affinity, &told);
        must_dispatch(&asked);
        ck_assert_int_eq(told.status, WEIR_JOB_COMPLETED);
        ck_assert_int_eq(told.runs, 1);
        asked.job.step = note_step_run;
        refused(&asked, WEIR_EINVAL);
        asked.run = NULL;
        must_dispatch(&asked);
        ck_assert_int_eq(told.status, WEIR_JOB_COMPLETED);
        ck_assert_int_eq(told.runs, 1);
        asked.job.step = NULL;
        refused(&asked, WEIR_EINVAL);
    }
}
END_TEST

static int
fail_step(struct weir_job *job, void *told)
{
    note_run(told);
    return weir_fail(job, "no such file");
}

/* Row: JobRequest, its outcome: each is told once, and by its name. */
START_TEST(each_outcome_is_told_once)
{
    struct told failed[3], gone;
    struct weir_request cancelled = request(WEIR_MAIN, &gone);
    for (int i = 0; i < 3; i++) {
        struct weir_request fails = request((enum weir_affinity)(WEIR_MAIN + i), &failed[i]);
        fails.run = NULL;
        fails.job.step = fail_step;
        must_dispatch(&fails);
        ck_assert_int_eq(failed[i].status, WEIR_JOB_FAILED);
        ck_assert_int_eq(failed[i].why, WEIR_EFAILED);
    }
    ck_assert_int_gt(dispatch(&cancelled), 0);
    ck_assert_int_eq(weir_job_cancel(gone.on, gone.id), 0);
    await_outcome(&gone);
    ck_assert_int_eq(gone.status, WEIR_JOB_CANCELLED);
    ck_assert_int_eq(gone.runs, 0);
    run();
    ck_assert_int_eq(failed[0].ends + failed[1].ends + failed[2].ends + gone.ends, 4);
}
END_TEST

/* Row: JobRequest, long_running. */
START_TEST(a_long_running_request_has_a_thread_of_its_own)
{
    struct told told;
    struct note first = {0};
    struct weir_request asked = request(WEIR_ANY, &told);
    renew_workers(&(struct weir_workers_options){.threads = 1});
    dispatcher.workers = workers;
    start_work(work_held, &first);
    await_inside(1);
    asked.long_running = true;
    must_dispatch(&asked);
    ck_assert_int_eq(told.status, WEIR_JOB_COMPLETED);
    ck_assert_int_eq(first.ends, 0);
}
END_TEST

/* Row: JobRequest, long_running: on the thread of the host it must be in steps, or is warned of. */
START_TEST(a_long_running_function_on_the_thread_of_the_host_is_warned_of)
{
    struct told told;
    struct weir_request steps = request(WEIR_MAIN, &told), function = request(WEIR_MAIN, &told);
    steps.long_running = function.long_running = true;
    steps.run = NULL;
    steps.job.step = note_step_run;
    must_dispatch(&steps);
    ck_assert(!log_says("r-17"));
    must_dispatch(&function);
    ck_assert_int_eq(told.runs, 1);
    ck_assert(log_says("r-17"));
}
END_TEST

/* supported() and capabilities(). */

/* A letter for each affinity: M, N, A. What it says is what dispatch does. */
static void
supported_are(const char *letters)
{
    char found[4] = "";
    struct told told;
    for (enum weir_affinity affinity = WEIR_MAIN; affinity <= WEIR_ANY; affinity++) {
        struct weir_request asked = request(affinity, &told);
        bool taken = dispatch(&asked) > 0;
        ck_assert(weir_supported(&dispatcher, affinity, asked.name) == taken);
        if (taken) {
            await_outcome(&told);
            found[strlen(found)] = "MNA"[affinity - WEIR_MAIN];
        }
    }
    ck_assert_str_eq(found, letters);
}

/* Row: supported(). */
START_TEST(supported_says_what_would_be_taken)
{
    supported_are("MNA");
    dispatcher.workers = NULL;
    supported_are("MN");
    dispatcher.named_count = 0;
    supported_are("M");
    ck_assert_int_eq(weir_detach(w), 0);
    supported_are("");
    dispatcher.fallback = database;
    supported_are("M");
    dispatcher.workers = workers;
    supported_are("MA");
    ck_assert(!weir_supported(NULL, WEIR_MAIN, NULL));
}
END_TEST

static struct weir_capabilities
capabilities(enum weir_affinity affinity)
{
    struct weir_capabilities found;
    ck_assert_int_eq(weir_capabilities(&dispatcher, affinity, "database", &found), 0);
    return found;
}

/* Row: capabilities(): of the host, which says what it can. */
START_TEST(capabilities_tell_what_the_host_can)
{
    struct weir_capabilities can = capabilities(WEIR_MAIN);
    ck_assert_str_eq(can.host, "small");
    ck_assert(can.attached && can.busy && !can.nested && !can.headless);
    ck_assert(can.main_thread == thread_is_first());
    ck_assert(!can.frames && !can.frame_end);
    ck_assert_int_eq(weir_frame(w, WEIR_FRAME_BEGIN), 0);
    can = capabilities(WEIR_MAIN);
    ck_assert(can.frames && !can.frame_end);
    ck_assert_int_eq(weir_frame(w, WEIR_FRAME_END), 0);
    can = capabilities(WEIR_MAIN);
    ck_assert(can.frames && can.frame_end);
}
END_TEST

/* Row: capabilities(): of a thread with a name, and of the workers. */
START_TEST(capabilities_tell_what_other_threads_can)
{
    struct weir_capabilities named = capabilities(WEIR_NAMED), any = capabilities(WEIR_ANY);
    ck_assert(named.attached && !named.main_thread && !named.frames && !named.frame_end && !named.headless);
    ck_assert_str_ne(named.host, "");
    ck_assert(!any.main_thread && !any.frames && !any.frame_end && !any.headless);
    ck_assert_str_eq(any.host, "workers");
}
END_TEST

/* Row: capabilities(): headless. */
START_TEST(capabilities_tell_that_there_is_no_host)
{
    struct weir_capabilities none;
    ck_assert_int_eq(weir_detach(w), 0);
    ck_assert_int_eq(weir_capabilities(&dispatcher, WEIR_MAIN, NULL, &none), WEIR_EDETACHED);
    ck_assert(none.headless && !none.attached);
    ck_assert_str_eq(none.host, "");
    dispatcher.fallback = database;
    none = capabilities(WEIR_MAIN);
    ck_assert(none.headless && none.attached && !none.main_thread);
}
END_TEST

void
laws_of_dispatch(Suite *suite)
{
    TCase *rows = works_case(suite, "dispatch");
    tcase_add_checked_fixture(rows, setup_dispatcher, teardown_dispatcher);
    tcase_add_test(rows, main_runs_on_the_thread_of_the_host);
    tcase_add_test(rows, named_runs_on_the_thread_of_that_name);
    tcase_add_test(rows, any_runs_on_a_worker_and_is_told_on_the_thread_of_the_host);
    tcase_add_test(rows, main_without_a_host_falls_back_with_a_warning);
    tcase_add_test(rows, main_without_a_host_and_without_a_fallback_is_refused);
    tcase_add_test(rows, what_there_is_not_is_refused);
    tcase_add_test(rows, a_request_is_known_by_its_id_and_affinity);
    tcase_add_test(rows, the_timeout_of_a_request_holds);
    tcase_add_test(rows, the_task_of_a_request_is_a_function_or_a_step);
    tcase_add_test(rows, each_outcome_is_told_once);
    tcase_add_test(rows, a_long_running_request_has_a_thread_of_its_own);
    tcase_add_test(rows, a_long_running_function_on_the_thread_of_the_host_is_warned_of);
    tcase_add_test(rows, supported_says_what_would_be_taken);
    tcase_add_test(rows, capabilities_tell_what_the_host_can);
    tcase_add_test(rows, capabilities_tell_what_other_threads_can);
    tcase_add_test(rows, capabilities_tell_that_there_is_no_host);
}
